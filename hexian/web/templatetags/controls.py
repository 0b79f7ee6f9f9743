"""Which control a form field gets, with the class and the spoken descriptions that belong to it."""

from django.forms import BoundField, widgets
from django.utils.safestring import SafeString

KINDS: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxInput, "check"),
    (widgets.CheckboxSelectMultiple, "choices"),
    (widgets.RadioSelect, "choices"),
    (widgets.FileInput, "file"),
    (widgets.Select, "select"),
    (widgets.Textarea, "textarea"),
)
CLASSES = {"check": "box", "code": "input code-input", "file": ""}


def kind_of(widget: widgets.Widget) -> str:
    """check, choices, file, select, textarea, code (a one-time code) or input."""
    if widget.attrs.get("autocomplete") == "one-time-code":
        return "code"
    return next((kind for of, kind in KINDS if isinstance(widget, of)), "input")


def takes_photos(widget: widgets.Widget) -> bool:
    """Whether a file field asks for pictures, which are shown before they are sent."""
    return isinstance(widget, widgets.FileInput) and "image" in str(widget.attrs.get("accept", ""))


def takes_pages(widget: widgets.Widget) -> bool:
    """Whether it takes a scan (PDF) as well as a photo."""
    return takes_photos(widget) and "pdf" in str(widget.attrs["accept"])


def render(bound: BoundField, kind: str) -> SafeString:
    """The control itself, told which hint and which error describe it."""
    own = str(bound.field.widget.attrs.get("class", ""))
    parts = (("helptext", bound.help_text), ("error", bound.errors))
    described = " ".join(f"{bound.auto_id}_{part}" for part, there in parts if there)
    attrs: dict[str, str | bool] = {"class": f"{CLASSES.get(kind, kind)} {own}".strip()}
    if described:
        attrs["aria-describedby"] = described
    return bound.as_widget(attrs=attrs)
