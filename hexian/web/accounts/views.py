"""The pages of the accounts door. Those of django-allauth answer a refused form with 422, as all our pages do."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.mixins import NextRedirectMixin, RedirectAuthenticatedUserMixin
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url, perform_login
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions import views as usersessions
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from django_htmx.http import trigger_client_event

from hexian.domains.people import queries, rules, services, texts
from hexian.domains.people.rules import CodePurpose
from hexian.foundation.actor import Refused
from hexian.web.accounts import codes, forms, known_devices, second_factor, who
from hexian.web.accounts.devices import devices_of


class Answering:
    """A page whose form says what is wrong, with the status that says so to machines."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Render; 422 when the form was refused."""
        form = context.get("form")
        if form is not None and form.is_bound and form.errors:
            kwargs["status"] = 422
        response: HttpResponse = super().render_to_response(context, **kwargs)  # type: ignore[misc]  # mixed in
        return response


class TellingTrouble:
    """A page on which a code was asked for: it says so once that code will not arrive."""

    purpose: CodePurpose

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the sentence for a code that has failed."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # mixed in
        return context | {"code_trouble": codes.trouble(self.request, self.purpose)}  # type: ignore[attr-defined]


def refuse(form: Form, refusal: Refused) -> None:
    """Put a refusal's sentence beside the field it is about, or above them all."""
    field = refusal.code.partition(".")[0]
    form.add_error(field if field in form.fields else None, texts.of(refusal))


# — Signing in —


class SignIn(Answering, account.LoginView):  # type: ignore[misc]  # allauth brings no types
    """With a password."""

    form_class = forms.SignIn
    template_name = "account/login.html"


@method_decorator(login_not_required, name="dispatch")
class SignInByCode(TellingTrouble, Answering, RedirectAuthenticatedUserMixin, NextRedirectMixin, FormView):  # type: ignore[misc, type-arg]
    """With a code sent to the mobile number."""

    purpose = CodePurpose.LOGIN
    form_class = forms.SignInByCode
    template_name = "account/login_by_code.html"
    success_url = "/"

    def form_valid(self, form: Form) -> HttpResponse:
        """Use the code up and go on to the second factor, if there is one."""
        try:
            mobile = services.check_code(
                form.cleaned_data["mobile"],
                CodePurpose.LOGIN,
                form.cleaned_data["code"],
                actor=who.actor_at(self.request),
                device=known_devices.known_for(self.request, form.cleaned_data["mobile"]),
            )
        except Refused as refusal:
            refuse(form, refusal)
            return self.form_invalid(form)
        holder = services.account_for(mobile)
        # Codes for unknown numbers are never sent; one that was right all the same opens nothing.
        if holder is None:
            refuse(form, Refused("code.none"))
            return self.form_invalid(form)
        record_authentication(self.request, holder, method="code")
        response: HttpResponse = perform_login(self.request, holder, redirect_url=self.get_next_url())
        return response


class SendCode(View):
    """Send a code to the number typed, and answer with words for under the field."""

    purpose: CodePurpose
    to_known_only = True
    words = _("已发到 %(mobile)s，%(minutes)s 分钟内有效。还没在工会登记过的号码收不到。")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Say that it was sent, whether or not the number has an account."""
        form = forms.MobileOnly(request.POST)
        if not form.is_valid():
            return self._answer(form.errors["mobile"][0], status=422)
        mobile = form.cleaned_data["mobile"]
        actor = who.actor_at(request)
        try:
            asked = services.send_code(
                mobile, self.purpose, actor=actor, address=who.address_of(request),
                device=known_devices.known_for(request, mobile), deliver=self._may_have_it(mobile),
            )  # fmt: skip
        except Refused as refusal:
            return self._answer(texts.of(refusal), status=422)
        codes.note_asked(request, self.purpose, asked)
        minutes = queries.code_limits(actor.now).minutes
        response = self._answer(str(self.words) % {"mobile": rules.mask_mobile(mobile), "minutes": minutes})
        return trigger_client_event(response, "hx:sms", {})

    def _may_have_it(self, mobile: str) -> bool:
        return not self.to_known_only or services.account_for(mobile) is not None

    def _answer(self, words: Any, status: int = 200) -> HttpResponse:
        return render(self.request, "accounts/_sent.html", {"words": words, "refused": status != 200}, status=status)


@method_decorator(login_not_required, name="dispatch")
class SendSignInCode(SendCode):
    """A code to sign in with."""

    purpose = CodePurpose.LOGIN


@method_decorator(login_not_required, name="dispatch")
class SendPasswordCode(SendCode):
    """A code to set a new password with."""

    purpose = CodePurpose.PASSWORD


class SendNewMobileCode(LoginRequiredMixin, SendCode):
    """A code to the number she wants to sign in with from now on."""

    purpose = CodePurpose.CHANGE_MOBILE
    to_known_only = False
    words = _("已发到 %(mobile)s，%(minutes)s 分钟内有效。")


@method_decorator(login_not_required, name="dispatch")
class ResetPassword(TellingTrouble, Answering, NextRedirectMixin, FormView):  # type: ignore[misc, type-arg]  # allauth brings no types
    """A new password for whoever holds the phone; the second factor still stands before the account."""

    purpose = CodePurpose.PASSWORD
    form_class = forms.ResetPassword
    template_name = "account/password_reset.html"
    success_url = "/"

    def form_valid(self, form: Form) -> HttpResponse:
        """Use the code up, set the password, sign in; every other session ends."""
        actor = who.actor_at(self.request)
        try:
            mobile = services.check_code(
                form.cleaned_data["mobile"],
                CodePurpose.PASSWORD,
                form.cleaned_data["code"],
                actor=actor,
                device=known_devices.known_for(self.request, form.cleaned_data["mobile"]),
            )
        except Refused as refusal:
            refuse(form, refusal)
            return self.form_invalid(form)
        holder = services.account_for(mobile)
        if holder is None:
            refuse(form, Refused("code.none"))
            return self.form_invalid(form)
        services.set_password(holder, form.cleaned_data["password"], actor=actor)
        services.end_sessions(holder, actor=actor)
        messages.success(self.request, _("新密码设好了，其他设备都已退出。"))
        record_authentication(self.request, holder, method="code")
        response: HttpResponse = perform_login(self.request, holder, redirect_url=self.get_next_url())
        return response


class SignOut(account.LogoutView):  # type: ignore[misc]  # allauth brings no types
    """Leave, or give up a half-finished sign-in."""

    template_name = "account/logout.html"


class Inactive(account.AccountInactiveView):  # type: ignore[misc]  # allauth brings no types
    """The account is switched off."""

    template_name = "account/account_inactive.html"


# — The account —


class Home(LoginRequiredMixin, TemplateView):
    """Account and safety: number, password, second factor, devices."""

    template_name = "accounts/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The account as its owner may see it."""
        more = {
            "account": queries.my_account(who.actor_at(self.request)),
            "has_second_factor": is_mfa_enabled(self.request.user),
        }
        return super().get_context_data(**kwargs) | more


@method_decorator(reauthentication_required, name="dispatch")
class ChangeMobile(TellingTrouble, LoginRequiredMixin, Answering, FormView):  # type: ignore[type-arg]  # not so at run time
    """Sign in with another number from now on; who finds a phone lying open does not take the account along."""

    purpose = CodePurpose.CHANGE_MOBILE
    form_class = forms.NewMobile
    template_name = "accounts/mobile.html"
    success_url = reverse_lazy("account_home")

    def form_valid(self, form: Form) -> HttpResponse:
        """Move the account to the number the code has proved."""
        try:
            services.change_mobile(
                form.cleaned_data["mobile"], form.cleaned_data["code"], actor=who.actor_at(self.request)
            )
        except Refused as refusal:
            refuse(form, refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("换好了，下次用新手机号登录。"))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the number there is, masked."""
        return super().get_context_data(**kwargs) | {"account": queries.my_account(who.actor_at(self.request))}


class ChangePassword(Answering, account.PasswordChangeView):  # type: ignore[misc]  # allauth brings no types
    """Another password; every other session ends."""

    form_class = forms.ChangePassword
    template_name = "account/password_change.html"

    def get_default_success_url(self) -> str:
        """Back to the account."""
        return reverse("account_home")


class SetPassword(Answering, account.PasswordSetView):  # type: ignore[misc]  # allauth brings no types
    """A first password."""

    form_class = forms.SetPassword
    template_name = "account/password_set.html"

    def get_default_success_url(self) -> str:
        """Back to the account."""
        return reverse("account_home")


class Reauthenticate(Answering, account.ReauthenticateView):  # type: ignore[misc]  # allauth brings no types
    """The password once more."""

    form_class = forms.Reauthenticate
    template_name = "account/reauthenticate.html"


# — The second factor —


class Authenticate(Answering, mfa.AuthenticateView):  # type: ignore[misc]  # allauth brings no types
    """The second factor, when signing in."""

    form_class = forms.Authenticate
    template_name = "mfa/authenticate.html"

    def _build_forms(self) -> Any:
        # Without this field allauth would take the post for one of a key we do not offer.
        if self.request.method == "POST" and "code" not in self.request.POST:
            self.request.POST = self.request.POST.copy()
            self.request.POST["code"] = ""
        return super()._build_forms()


class ReauthenticateByCode(Answering, mfa.ReauthenticateView):  # type: ignore[misc]  # allauth brings no types
    """The second factor once more, or for the first time in a session older than it."""

    form_class = forms.ReauthenticateByCode
    template_name = "mfa/reauthenticate.html"


class SecondFactor(mfa.IndexView):  # type: ignore[misc]  # allauth brings no types
    """Whether there is one, and what can be done about it."""

    template_name = "mfa/index.html"


class ActivateTotp(Answering, totp.ActivateTOTPView):  # type: ignore[misc]  # allauth brings no types
    """Set an authenticator up: picture, secret, first code."""

    form_class = forms.ActivateTotp
    template_name = "mfa/totp/activate_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it; whoever has just typed its code has used it in this session."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp")
        services.note_second_factor(self.request.user, is_on=True, actor=who.actor_at(self.request))
        return response

    def get_success_url(self) -> str:
        """The recovery codes first, then where she came from."""
        url: str = passthrough_next_redirect_url(self.request, super().get_success_url(), "next")
        return url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the secret in groups of four, for typing."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))}


class DeactivateTotp(Answering, totp.DeactivateTOTPView):  # type: ignore[misc]  # allauth brings no types
    """Remove it, for instance to set up a new phone."""

    form_class = forms.DeactivateTotp
    template_name = "mfa/totp/deactivate_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it together with the recovery codes; their secrets are destroyed."""
        response: HttpResponse = super().form_valid(form)
        services.sweep_secrets()
        services.note_second_factor(self.request.user, is_on=False, actor=who.actor_at(self.request))
        second_factor.forget_passed(self.request)
        return response


class RecoveryCodes(recovery.ViewRecoveryCodesView):  # type: ignore[misc]  # allauth brings no types
    """The codes for a day without the phone."""

    template_name = "mfa/recovery_codes/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With where she was going."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"next_url": get_next_redirect_url(self.request) or reverse("account_home")}


class NewRecoveryCodes(Answering, recovery.GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth brings no types
    """Throw the codes away and make new ones."""

    form_class = forms.NewRecoveryCodes
    template_name = "mfa/recovery_codes/generate.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """The old codes' secret is destroyed."""
        response: HttpResponse = super().form_valid(form)
        services.sweep_secrets()
        return response


class Devices(usersessions.ListUserSessionsView):  # type: ignore[misc]  # allauth brings no types
    """Where the account is signed in, and leaving everywhere else."""

    template_name = "usersessions/usersession_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the devices in words."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"devices": devices_of(context["sessions"])}

    def form_valid(self, form: Any) -> HttpResponse:
        """End every other session at once."""
        services.end_sessions(
            self.request.user, actor=who.actor_at(self.request), but=self.request.session.session_key or ""
        )
        messages.success(self.request, _("其他设备都已退出。"))
        return redirect("usersessions_list")
