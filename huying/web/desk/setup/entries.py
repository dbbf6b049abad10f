"""A register as a list, and one entry of it: changed, tried and put in force, with every reason beside its field."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huying.web.desk.access import StaffRequest
from huying.web.setup import changing
from huying.web.setup.changing import Change, Key, Values, Wish
from huying.web.setup.sheets import ADDRESSES, AREAS

from . import addresses, areas, forms, replies
from .forms import EntryForm
from .lists import Row, address, in_force, page_of, turned
from .registers import REGISTERS, Register

PAGE = 200


def register_of(slug: str) -> Register:
    if register := REGISTERS.get(slug):
        return register
    raise Http404(slug)


@require_safe
def entries(request: StaffRequest, slug: str) -> HttpResponse:
    """A register. `?q=` part of what stands there, `?unit=`, `?category=`, `?purpose=` a code, `?by=` grouped by one of these,
    `?ended=1` also what holds no longer, `?page=`."""
    register, asked = register_of(slug), request.GET
    if register.sheet is AREAS:
        return areas.listed(request, register)
    if register.sheet is ADDRESSES:
        return addresses.listed(request, register)
    everything = changing.stored(register.sheet)
    rows = [row for key, values in everything.items() if (row := _row(register, key, values, everything, asked))]
    grouped = asked.get("by") if asked.get("by") in register.by else ""
    start = PAGE * (page_of(asked) - 1)
    context = {
        "register": register, "asked": asked, "n": len(rows), "columns": [register.label(name) for name in register.shown],
        "groups": _grouped(rows[start : start + PAGE], register, grouped or ""), "grouped": grouped,
        "narrowing": [(name, register.label(name), spoken(register, name, asked[name])) for name in register.by if asked.get(name)],
        "ways": [(name, register.label(name)) for name in register.by],
        "newer_url": start and turned(asked, page_of(asked) - 1),
        "older_url": start + PAGE < len(rows) and turned(asked, page_of(asked) + 1),
    }  # fmt: skip
    return render(request, "desk/setup/entries.html", context)


spoken = forms.spoken


def _row(register: Register, key: Key, values: Values, everything: Mapping[Key, Values], asked: Any) -> Row | None:
    ended = bool(values.get("retired") or values.get("valid_until"))
    if ended and asked.get("ended") != "1":
        return None
    if any(asked.get(name) and values.get(name) != asked[name] for name in register.by):
        return None
    cells = [(str(register.label(name)), spoken(register, name, values.get(name))) for name in register.shown]
    wanted = asked.get("q", "").strip().lower()
    said = " ".join([*key, *(text for _name, text in cells), str(values.get("en", ""))]).lower()
    if wanted and wanted not in said:
        return None
    depth = 0
    above = values.get("parent")
    while above and (found := everything.get((above,))) is not None and depth < 6:
        depth, above = depth + 1, found.get("parent")
    return Row(address(register, key), depth if not wanted else 0, ended, cells)


def _grouped(rows: list[Row], register: Register, by: str) -> list[tuple[str, list[Row]]]:
    if not by:
        return [("", rows)]
    label, found = str(register.label(by)), dict[str, list[Row]]()
    for row in rows:
        found.setdefault(dict(row.cells).get(label, "–"), []).append(row)
    return sorted(found.items())


# -- one entry


@require_http_methods(["GET", "POST"])
def entry(request: StaffRequest, slug: str) -> HttpResponse:
    """`?key=` the code of an entry (several, where its key has several parts); without, a new one, begun with what stands in the
    address. POST `deed`: preview, save (with `seen` of the preview), remove."""
    register, key = register_of(slug), tuple(request.GET.getlist("key"))
    now = changing.entry_now(register.sheet, key) if key else {}
    if now is None:
        raise Http404(key)
    if request.method == "POST":
        return _posted(request, register, key, now)
    begun = {name: request.GET[name] for name in register.fields if name in request.GET}
    form = _form(register, initial=forms.initial(register, now) | begun, key=key)
    return _shown(request, register, key, now, form)


def _posted(request: StaffRequest, register: Register, key: Key, now: Values) -> HttpResponse:
    deed = request.POST.get("deed", "preview")
    form = _form(register, request.POST, initial=forms.initial(register, now), key=key)
    if not form.is_valid():
        return _shown(request, register, key, now, form, status=422)
    removing = register.removable and (deed == "remove" or (deed == "save" and request.POST.get("removing") == "1"))
    wish = Wish([Change(register.sheet, key, None)]) if removing else form.wish(key)
    if form.errors:
        return _shown(request, register, key, now, form, status=422)
    somebody = request.POST.get("was", "") != changing.sign(now)
    if deed == "save" and not somebody:
        if response := _saved(request, register, form, wish):
            return response
        somebody = True
    preview = changing.preview(wish)
    form.blame(preview)
    status = 422 if preview.problems else 409 if somebody else 200
    more = {
        "preview": preview,
        "removing": removing,
        "changes": list(_changes(register, now, wish, key)),
        "somebody": somebody,
    }
    return _shown(request, register, key, now, form, status=status, **more)


def _saved(request: StaffRequest, register: Register, form: EntryForm, wish: Wish) -> HttpResponse | None:
    """None where it is no longer what was previewed."""
    seen, move_open = request.POST.get("seen", ""), request.POST.get("move_open") == "on"
    try:
        done = changing.put_in_force(wish, seen=seen, by=request.user.actor, move_open=move_open)
    except changing.Changed:
        return None
    if done.problems:
        return None
    messages.success(request, in_force(done.written + done.ended))
    return HttpResponseRedirect(_list_of(register, wish.changes[0].values or {}))


def _list_of(register: Register, values: Values) -> str:
    """The list on which an entry stands; an area, beside its neighbours."""
    there, above = reverse("desk:setup_entries", args=[register.slug]), values.get("parent")
    return f"{there}?{urlencode({'below': above})}" if register.sheet is AREAS and above else there


def _form(register: Register, *data: Any, key: Key, **more: Any) -> EntryForm:
    form = (areas.AreaForm if register.sheet is AREAS else EntryForm)(register, *data, **more)
    if "questions" in form.fields:
        form.fields["questions"].before = form.initial.get("questions") or {}  # type: ignore[attr-defined]
    return form


def _changes(register: Register, now: Values, wish: Wish, key: Key) -> Iterator[tuple[str, str, str]]:
    """Field, what stood there, what will; of the other entries that go along, only their names."""
    for change in wish.changes:
        values = change.values or {}
        if change.key != key:
            yield (
                spoken(register, "zh", values.get("zh")),
                "",
                _("goes along: now below %(code)s") % {"code": values.get("parent")},
            )
            continue
        for name in register.sheet.columns:
            before, after = now.get(name), values.get(name)
            if changing.differs(before, after):
                yield str(register.label(name)), spoken(register, name, before), spoken(register, name, after)
    for code in wish.borders:
        own = code == (wish.changes[0].values or {}).get("code")
        yield _("Border"), "", _("drawn anew") if own else _("%(code)s gives a part away") % {"code": code}


def _shown(
    request: StaffRequest, register: Register, key: Key, now: Values, form: EntryForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "register": register, "key": key, "form": form, "was": changing.sign(now), "name": _name(now) or " ".join(key),
        "back": _list_of(register, now or {"parent": request.GET.get("parent")}), **areas.around(register, now, request.GET),
        **replies.around(register, form), **more,
    }  # fmt: skip
    return render(request, "desk/setup/entry.html", context, status=status)


def _name(now: Values) -> Any:
    """What the entry is called, in the reader's language where it has both."""
    chinese = (get_language() or "zh").startswith("zh")
    return now.get("zh") if chinese else now.get("en") or now.get("zh")
