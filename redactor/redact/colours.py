"""Colour spaces and graphics states without profiles, names and masks."""

from __future__ import annotations

from redactor.redact.graphics import numbers_of
from redactor.redact.materials import Materials, as_dict
from redactor.redact.syntax import Name, NotVector, Ref, Value

FAINTEST = 0.05
"""Ink less opaque than this is not meant to be seen."""

_BLENDS = frozenset(
    (
        "Normal",
        "Compatible",
        "Multiply",
        "Screen",
        "Overlay",
        "Darken",
        "Lighten",
        "ColorDodge",
        "ColorBurn",
        "HardLight",
        "SoftLight",
        "Difference",
        "Exclusion",
        "Hue",
        "Saturation",
        "Color",
        "Luminosity",
    )
)
_STATE_NUMBERS = ("LW", "LC", "LJ", "ML", "CA", "ca", "OPM")
_STATE_SWITCHES = ("OP", "op", "AIS", "SA", "TK")
DEVICE_SPACES = {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4}
"""The colour spaces of the new file and how many numbers a colour has in each."""


def plain_state(state: dict[str, Value], materials: Materials) -> dict[str, Value]:
    """A graphics state with the settings that drawing needs; NotVector where it hides ink."""
    state = {key: materials.resolve(value) for key, value in state.items()}
    if state.get("SMask") not in (None, "None"):
        raise NotVector("soft mask")
    if "Font" in state:
        raise NotVector("a font set in passing")
    plain: dict[str, Value] = {"Type": Name("ExtGState")}
    for key in _STATE_NUMBERS:
        if key in state:
            (plain[key],) = numbers_of([state[key]])
    opacities = numbers_of([plain[key] for key in ("CA", "ca") if key in plain])
    if any(opacity < FAINTEST for opacity in opacities):
        raise NotVector("ink that does not show")
    plain |= {key: state[key] for key in _STATE_SWITCHES if isinstance(state.get(key), bool)}
    blends = state.get("BM")
    blend = next((each for each in blends if each in _BLENDS), None) if isinstance(blends, list) else blends
    if isinstance(blend, Name) and blend in _BLENDS:
        plain["BM"] = blend
    if state.get("SMask") == "None":
        plain["SMask"] = Name("None")
    return plain


def plain_space(value: Value, materials: Materials) -> Value:
    """A colour space without profiles and names: a device space, or a spot colour under a name of ours."""
    value = materials.resolve(value)
    if isinstance(value, Name):
        if value in DEVICE_SPACES:
            return value
        raise NotVector("pattern" if value == "Pattern" else "an unknown colour space")
    parts = value if isinstance(value, list) else []
    kind = parts[0] if parts else None
    if kind in ("CalGray", "CalRGB"):
        return Name("DeviceGray" if kind == "CalGray" else "DeviceRGB")
    if kind == "ICCBased" and len(parts) == 2:
        count = as_dict(materials.resolve(parts[1])).get("N")
        return Name(next((name for name, n in DEVICE_SPACES.items() if n == count), "DeviceGray"))
    if kind == "Separation" and len(parts) == 4:
        given = str(parts[1])
        spot = Name(given if given in ("All", "None", "Black") else "Spot")
        return [Name("Separation"), spot, plain_space(parts[2], materials), _plain_function(parts[3], materials)]
    raise NotVector("pattern" if kind == "Pattern" else "an unknown colour space")


def _plain_function(value: Value, materials: Materials) -> Value:
    keys = as_dict(materials.resolve(value))
    allowed: tuple[str, ...] = ("FunctionType", "Domain", "Range", "C0", "C1", "N")
    if keys.get("FunctionType") == 2:
        return {key: _plain_numbers(keys[key], materials) for key in allowed if key in keys}
    if keys.get("FunctionType") == 0 and isinstance(value, Ref):
        allowed = ("FunctionType", "Domain", "Range", "Size", "BitsPerSample", "Encode", "Decode")
        plain = {key: _plain_numbers(keys[key], materials) for key in allowed if key in keys}
        return materials.put_stream(plain, materials.read_stream(value))
    raise NotVector("spot colour")


def _plain_numbers(value: Value, materials: Materials) -> Value:
    value = materials.resolve(value)
    numbers_of(value if isinstance(value, list) else [value])
    return value
