"""What a template says to everybody is worked out once: words, icons, the addresses of files.

Half of what a page consists of is the same in every answer, and to look each word up, write each icon's markup and ask
for each style sheet's address again took longer than all that differs.  A template is therefore folded when it is
loaded: whatever in it depends on nothing becomes text, and texts that touch become one.  The program speaks one
language, and the addresses of its files change with a new release only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from django.template import Context, Node, NodeList, Template, TemplateDoesNotExist
from django.template.base import FilterExpression, TextNode, Variable
from django.template.defaulttags import CommentNode, IfNode, LoadNode
from django.template.library import InclusionNode, SimpleNode
from django.template.loader_tags import IncludeNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode

Tag = TypeVar("Tag", bound=Callable[..., Any])


def steady(tag: Tag) -> Tag:
    """Mark a template tag whose answer depends on nothing but what it is given."""
    tag.is_steady = True  # type: ignore[attr-defined]
    return tag


class Loader(cached.Loader):
    """Every template as read from its file, kept, and folded."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._folded: set[int] = set()

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """The template of that name. Raises `TemplateDoesNotExist`."""
        template = super().get_template(template_name, skip)
        if id(template) not in self._folded:
            # Before, not after: a template may include itself.
            self._folded.add(id(template))
            fold(template.nodelist, template)
        return template


def fold(nodes: NodeList, of: Template) -> None:
    """Turn whatever in a list of nodes, and in the lists below it, is always the same into as few texts as can be."""
    texts: list[str] = []
    found: list[Node] = []
    for node in [*nodes, None]:
        said = None if node is None else _always(node, of)
        if said is not None:
            texts.append(said)
            continue
        if text := "".join(texts):
            found.append(_text(text, nodes))
        texts = []
        if node is not None:
            found.append(node)
            for below in _lists(node):
                fold(below, of)
    nodes[:] = found


def _text(said: str, among: NodeList) -> TextNode:
    node: Any = TextNode(said)
    # Where a fault is shown in its template, while developing.
    node.token, node.origin = (getattr(among[0], name, None) for name in ("token", "origin"))
    return node  # type: ignore[no-any-return]


def _lists(node: Node) -> Iterator[NodeList]:
    """The lists of nodes inside a node."""
    if isinstance(node, IfNode):
        yield from (below for _condition, below in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        below = getattr(node, name, None)
        if isinstance(below, NodeList):
            yield below


def _always(node: Node, of: Template) -> str | None:
    """What a node says in every answer; None where that depends on something."""
    if isinstance(node, TextNode):
        return node.s
    if isinstance(node, LoadNode | CommentNode):
        return ""
    if isinstance(node, IncludeNode):
        return _included(node, of)
    if not _is_steady(node):
        return None
    context = Context()
    with context.bind_template(of):
        return str(node.render(context))


def _is_steady(node: Node) -> bool:
    if isinstance(node, TranslateNode):
        return node.asvar is None and node.message_context is None and _is_literal(node.filter_expression)
    if isinstance(node, StaticNode):
        return node.varname is None and _is_literal(node.path)
    if not isinstance(node, SimpleNode | InclusionNode) or not getattr(node.func, "is_steady", False):
        return False
    is_kept = isinstance(node, SimpleNode) and node.target_var is not None
    return not is_kept and all(_is_literal(given) for given in (*node.args, *node.kwargs.values()))


def _is_literal(given: FilterExpression) -> bool:
    """Whether a word in a tag stands for itself."""
    is_name = isinstance(given.var, Variable) and given.var.lookups is not None
    return not given.filters and not is_name


def _included(node: IncludeNode, of: Template) -> str | None:
    """What a part of a page says, where all of it is text."""
    if node.extra_context or node.isolated_context or not _is_literal(node.template):
        return None
    with suppress(TemplateDoesNotExist):
        part = of.engine.get_template(str(node.template.resolve(Context())))
        if all(isinstance(each, TextNode) for each in part.nodelist):
            return "".join(each.s for each in part.nodelist)  # type: ignore[attr-defined]
    return None
