"""Addresses of the accounts door. The names without a prefix are django-allauth's own, which it looks up."""

from __future__ import annotations

from django.urls import path

from hexian.web.accounts import views

urlpatterns = [
    path("", views.Home.as_view(), name="account_home"),
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("login/code/", views.SignInByCode.as_view(), name="account_request_login_code"),
    path("login/code/send/", views.SendSignInCode.as_view(), name="account_send_login_code"),
    path("logout/", views.SignOut.as_view(), name="account_logout"),
    path("inactive/", views.Inactive.as_view(), name="account_inactive"),
    path("mobile/", views.ChangeMobile.as_view(), name="account_change_mobile"),
    path("mobile/send/", views.SendNewMobileCode.as_view(), name="account_send_mobile_code"),
    path("password/change/", views.ChangePassword.as_view(), name="account_change_password"),
    path("password/set/", views.SetPassword.as_view(), name="account_set_password"),
    path("password/reset/", views.ResetPassword.as_view(), name="account_reset_password"),
    path("password/reset/send/", views.SendPasswordCode.as_view(), name="account_send_password_code"),
    path("reauthenticate/", views.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("sessions/", views.Devices.as_view(), name="usersessions_list"),
    path("2fa/", views.SecondFactor.as_view(), name="mfa_index"),
    path("2fa/authenticate/", views.Authenticate.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", views.ReauthenticateByCode.as_view(), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", views.ActivateTotp.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", views.DeactivateTotp.as_view(), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
]
