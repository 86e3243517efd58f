"""disks: file systems of their own in loop-mounted files, that lose what was not synced."""
import subprocess
from pathlib import Path

MAKE = {"ext4": ["mkfs.ext4", "-q", "-F"], "xfs": ["mkfs.xfs", "-q", "-f"]}
IMAGE_BYTES = 320 << 20  # XFS wants 300 MiB; the file is sparse


class Disk:
    """A file system of its own in a file."""

    def __init__(self, top, kind):
        self.image, self.mount = Path(top) / "image", Path(top) / "disk"
        self.mount.mkdir()
        with open(self.image, "wb") as file:
            file.truncate(IMAGE_BYTES)
        subprocess.run([*MAKE[kind], self.image], check=True, stderr=subprocess.DEVNULL)
        self.attach()

    def attach(self):
        subprocess.run(["mount", "-o", "loop", self.image, self.mount], check=True)

    def cut(self):
        """Nothing gets to the disk any more."""
        return subprocess.Popen(["xfs_io", "-x", "-c", "shutdown", self.mount], stdout=subprocess.DEVNULL)

    def detach(self):
        subprocess.run(["umount", self.mount], check=True)
