"""Applications, resolutions, members and corrections on the desk."""
