"""Nelder and Mead's search for a minimum, enough for a handful of smooth parameters."""


def minimize(function, start, *, step=0.5, tolerance=1e-7, limit=2000):
    """Return ``(point, value)`` of a local minimum of ``function`` near ``start``.

    Deterministic: the same input gives the same result.
    """
    size = len(start)
    points = [list(start)]
    for index in range(size):
        point = list(start)
        point[index] += step
        points.append(point)
    simplex = sorted(((function(point), point) for point in points), key=lambda item: item[0])
    for _turn in range(limit):
        best, worst = simplex[0], simplex[-1]
        if abs(worst[0] - best[0]) <= tolerance * (abs(best[0]) + tolerance):
            break
        centre = [sum(point[i] for _v, point in simplex[:-1]) / size for i in range(size)]
        simplex[-1] = _better(function, centre, simplex) or worst
        if simplex[-1] is worst:
            base = best[1]
            simplex = [best] + [
                (function(point), point)
                for point in (
                    [b + 0.5 * (p - b) for b, p in zip(base, point, strict=True)]
                    for _value, point in simplex[1:]
                )
            ]
        simplex.sort(key=lambda item: item[0])
    return simplex[0][1], simplex[0][0]


def _better(function, centre, simplex):
    """A point that improves on the worst one: reflected, expanded or contracted; else None."""
    worst_value, worst = simplex[-1]

    def towards(factor):
        point = [c + factor * (w - c) for c, w in zip(centre, worst, strict=True)]
        return function(point), point

    reflected = towards(-1.0)
    if reflected[0] < simplex[0][0]:
        expanded = towards(-2.0)
        return min(expanded, reflected, key=lambda item: item[0])
    if reflected[0] < simplex[-2][0]:
        return reflected
    contracted = towards(-0.5 if reflected[0] < worst_value else 0.5)
    return contracted if contracted[0] < min(reflected[0], worst_value) else None
