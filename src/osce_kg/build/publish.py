"""A release → a folder of any file system that fsspec writes, such as object storage.

There are no links and no renames on object storage. So the files go under the release's name first, its manifest last,
and then one small object, `current`, is replaced; it holds the name.
"""

from __future__ import annotations

import importlib
from pathlib import PurePosixPath

from osce_kg.errors import ReleaseError, UsageError
from osce_kg.release import CURRENT, MANIFEST, Release


def publish(release: Release, url: str, switch: bool = True) -> bool:
    """Copy a release under a URL and, if asked to, make it the current one there. Return whether that changed anything.

    A release that is there already, manifest included, is not copied again.

    Raises:
        UsageError: fsspec is not installed, or does not know the URL.
        ReleaseError: a file could not be written; what was current stays so.
    """
    try:
        fsspec = importlib.import_module("fsspec")
    except ImportError as error:
        raise UsageError(f"writing to {url} needs the package fsspec: pip install 'osce-kg[cluster]'") from error
    try:
        system, root = fsspec.core.url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise UsageError(f"cannot write to {url}: {error}") from error
    folder = f"{root.rstrip('/')}/{release.digest}"
    try:
        names = [] if system.exists(f"{folder}/{MANIFEST}") else [*sorted(release.manifest.files), MANIFEST]
        for name in names:
            target = f"{folder}/{name}"
            system.makedirs(str(PurePosixPath(target).parent), exist_ok=True)
            system.put_file(str(release.path / name), target)
            size = (release.path / name).stat().st_size
            if system.size(target) != size:
                raise ReleaseError(f"{name} arrived at {url} with another size than {size}; run the build again")
        pointer = f"{root.rstrip('/')}/{CURRENT}"
        digest = release.digest.encode()
        if not switch or (system.exists(pointer) and system.cat_file(pointer) == digest):
            return False
        system.pipe_file(pointer, digest)
    except OSError as error:
        raise ReleaseError(f"cannot write to {url}: {error}; what was current there stays so") from error
    return True
