"""Types of the expressions of a module, read from its source in the order in which it runs."""

import ast
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from tests.house.types_known import (
    NOTHING,
    Types,
    at,
    functions,
    given_by,
    gives,
    made_by,
    many,
    mappings,
    member,
    of_value,
    origin,
    pairs,
    parts,
    plain,
    returned,
)

Scope = dict[str, Types]
Loop = ast.GeneratorExp | ast.ListComp | ast.SetComp

SAME = frozenset({"sorted", "list", "tuple", "set", "frozenset", "reversed", "iter"})
ONE = frozenset({"next", "min", "max"})


class Typed:
    """Infers types in one module, of `owner` in its methods, and tells what is read and called."""

    def __init__(
        self,
        module: ModuleType,
        read: Callable[[type, str], None],
        call: Callable[[Any], None],
        owner: type | None = None,
    ) -> None:
        self._module, self._read, self._call, self._owner = module, read, call, owner
        self._own: dict[str, Types] = {}

    def block(self, statements: Iterable[ast.AST], scope: Scope) -> None:
        """All that stands in the statements was met, in their order."""
        for node in statements:
            if isinstance(node, ast.expr):
                self.of(node, scope)
                continue
            known = getattr(self, f"_met_{type(node).__name__.lower()}", None)
            if known is not None:
                known(node, scope)
            else:
                self.block(ast.iter_child_nodes(node), scope)

    def of(self, node: ast.expr, scope: Scope) -> Types:
        """Return the types that the expression may have; whatever stands in it was met."""
        known = getattr(self, f"_of_{type(node).__name__.lower()}", None)
        if known is not None:
            found: Types = known(node, scope)
            return found
        self.block(ast.iter_child_nodes(node), scope)
        return NOTHING

    def _met_classdef(self, node: ast.ClassDef, scope: Scope) -> None:
        found = vars(self._module).get(node.name)
        owner = found if isinstance(found, type) else None
        Typed(self._module, self._read, self._call, owner).block(node.body, dict(scope))

    def _met_functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, outer: Scope) -> None:
        scope, asked = dict(outer), node.args
        for one in (*asked.posonlyargs, *asked.args, *asked.kwonlyargs):
            scope[one.arg] = self._annotated(one.annotation)
        if asked.vararg is not None:
            scope[asked.vararg.arg] = many(self._annotated(asked.vararg.annotation))
        if self._owner is not None and asked.args and asked.args[0].annotation is None:
            scope[asked.args[0].arg] = frozenset({self._owner})
        outer[node.name] = gives(self._annotated(node.returns))
        self.block(node.body, scope)

    _met_asyncfunctiondef = _met_functiondef

    def _met_assign(self, node: ast.Assign, scope: Scope) -> None:
        types = self.of(node.value, scope)
        for target in node.targets:
            self._bind(target, types, scope)

    def _met_annassign(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.of(node.value, scope)
        self._bind(node.target, self._annotated(node.annotation), scope)

    def _met_for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        self._bind(node.target, parts(self.of(node.iter, scope)), scope)
        self.block((*node.body, *node.orelse), scope)

    _met_asyncfor = _met_for

    def _met_withitem(self, node: ast.withitem, scope: Scope) -> None:
        types = self.of(node.context_expr, scope)
        if node.optional_vars is not None:
            self._bind(node.optional_vars, parts(types), scope)

    def _met_matchas(self, node: ast.MatchAs, scope: Scope) -> None:
        if node.name is not None and isinstance(node.pattern, ast.MatchClass):
            scope[node.name] = made_by(self.of(node.pattern.cls, scope))

    def _bind(self, target: ast.expr, types: Types, scope: Scope) -> None:
        match target:
            case ast.Name(id=name):
                scope[name] = types
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                for place, one in enumerate(targets):
                    self._bind(one, at(types, place), scope)
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                self._own[name] = self._own.get(name, NOTHING) | types

    def _of_name(self, node: ast.Name, scope: Scope) -> Types:
        return scope[node.id] if node.id in scope else of_value(vars(self._module).get(node.id))

    def _of_attribute(self, node: ast.Attribute, scope: Scope) -> Types:
        found: Types = NOTHING
        for one in self.of(node.value, scope):
            kind = origin(one)
            if isinstance(one, ModuleType):
                found |= of_value(getattr(one, node.attr, None))
            elif kind is type:
                (made,) = made_by(frozenset({one})) or (None,)
                found |= of_value(getattr(made, node.attr, None))
            elif isinstance(kind, type):
                self._read(kind, node.attr)
                found |= self._own.get(node.attr, NOTHING) if kind is self._owner else NOTHING
                found |= member(kind, node.attr, self._call)
        return found

    def _of_call(self, node: ast.Call, scope: Scope) -> Types:
        given = [self.of(one, scope) for one in node.args]
        for keyword in node.keywords:
            if isinstance(keyword.value, ast.Lambda):
                # A key of sorting and the like: it gets what stands in the first thing given.
                inner = {one.arg: parts(given[0]) for one in keyword.value.args.args} if given else {}
                self.of(keyword.value.body, scope | inner)
            else:
                self.of(keyword.value, scope)
        match node.func:
            case ast.Attribute(value=value, attr="items" | "values" | "keys" | "get" as method):
                mapping = self.of(value, scope)
                if parts(mapping):
                    return _of_mapping(mapping, method)
            case ast.Name(id=name) if name not in scope and name not in vars(self._module):
                return _of_built_in(name, given)
        return self._called(self.of(node.func, scope), given[0] if given else NOTHING)

    def _called(self, types: Types, given: Types) -> Types:
        found = made_by(types) | given_by(types)
        for function in functions(types):
            self._call(function)
            found |= returned(function, given)
        return found

    def _of_await(self, node: ast.Await | ast.Starred, scope: Scope) -> Types:
        return self.of(node.value, scope)

    _of_starred = _of_await

    def _of_namedexpr(self, node: ast.NamedExpr, scope: Scope) -> Types:
        types = self.of(node.value, scope)
        self._bind(node.target, types, scope)
        return types

    def _of_subscript(self, node: ast.Subscript, scope: Scope) -> Types:
        self.of(node.slice, scope)
        types = self.of(node.value, scope)
        match node.slice:
            case ast.Constant(value=int(place)):
                return at(types, place)
            case ast.Slice():
                return types
        return parts(types, 1)

    def _of_ifexp(self, node: ast.IfExp, scope: Scope) -> Types:
        self.of(node.test, scope)
        return self.of(node.body, scope) | self.of(node.orelse, scope)

    def _of_boolop(self, node: ast.BoolOp, scope: Scope) -> Types:
        return NOTHING.union(*(self.of(one, scope) for one in node.values))

    def _of_tuple(self, node: ast.Tuple, scope: Scope) -> Types:
        return pairs(*(self.of(one, scope) for one in node.elts))

    def _of_list(self, node: ast.List | ast.Set, scope: Scope) -> Types:
        return many(NOTHING.union(*(self.of(one, scope) for one in node.elts)))

    _of_set = _of_list

    def _of_generatorexp(self, node: Loop, scope: Scope) -> Types:
        return many(self.of(node.elt, self._looped(node.generators, scope)))

    _of_listcomp = _of_setcomp = _of_generatorexp

    def _of_dictcomp(self, node: ast.DictComp, scope: Scope) -> Types:
        inner = self._looped(node.generators, scope)
        return mappings(self.of(node.key, inner), self.of(node.value, inner))

    def _looped(self, generators: Iterable[ast.comprehension], outer: Scope) -> Scope:
        scope = dict(outer)
        for one in generators:
            self._bind(one.target, parts(self.of(one.iter, scope)), scope)
            self.block(one.ifs, scope)
        return scope

    def _annotated(self, annotation: ast.expr | None) -> Types:
        if annotation is None:
            return NOTHING
        try:
            return plain(eval(ast.unparse(annotation), vars(self._module) | {"Self": self._owner}))  # noqa: S307 -- ours
        except Exception:  # noqa: BLE001 -- what cannot be made out has no type
            return NOTHING


def _of_mapping(mapping: Types, method: str) -> Types:
    keys, values = parts(mapping), parts(mapping, 1)
    if method == "get":
        return values
    return many(pairs(keys, values) if method == "items" else keys if method == "keys" else values)


def _of_built_in(name: str, given: list[Types]) -> Types:
    inner = [parts(one) for one in given]
    match name:
        case "enumerate" if inner:
            return many(pairs(frozenset({int}), inner[0]))
        case "zip":
            return many(pairs(*inner))
        case _ if name in SAME and inner:
            return many(inner[0])
        case _ if name in ONE and inner:
            return inner[0]
    return NOTHING
