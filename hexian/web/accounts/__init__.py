"""The door to accounts: signing in, second factor, password, devices; django-allauth inside, our words outside."""
