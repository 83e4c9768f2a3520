"""What dmgbuild makes the disk image of: the program, and a way to the folder where programs live."""

from pathlib import Path

HERE = Path("build")  # dmgbuild is run from the top of the repository

filename = "Callboard.dmg"
volume_name = "Callboard"
format = "UDZO"
filesystem = "HFS+"
files = [str(HERE / "Callboard.app"), "LICENSE", "packaging/ADMINISTRATORS.md"]
symlinks = {"Applications": "/Applications"}
icon = str(HERE / "icons" / "callboard.icns")
icon_locations = {
    "Callboard.app": (140, 140),
    "Applications": (400, 140),
    "LICENSE": (140, 300),
    "ADMINISTRATORS.md": (400, 300),
}
window_rect = ((200, 200), (560, 420))
icon_size = 96
text_size = 13
