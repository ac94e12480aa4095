# %% right: uncompressed layers
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = archive
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append({"mediaType": f"{kind}.layer.v1.tar", "digest": digest(packed), "size": len(packed)})
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% right: indented, sorted JSON, and a list in place of a tuple
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config, indent=4, sort_keys=True).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return [json.dumps(manifest, sort_keys=True).encode(), blobs]


# %% right: the manifest as text
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest), blobs


# %% right: labels only where there are some
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels} if labels else {},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% right: Docker's media types
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {
                "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
                "digest": digest(packed),
                "size": len(packed),
            }
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {
        "mediaType": "application/vnd.docker.container.image.v1+json",
        "digest": digest(config_bytes),
        "size": len(config_bytes),
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% right: a manifest without its media type
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% right: by the course's builder
from planes.registry.image import build_image, build_layer


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    made = []
    for files in layers:
        gone = [path for path, text in files.items() if text is None]
        there = {path: text for path, text in files.items() if text is not None}
        made.append(build_layer(there, remove=gone, gzip=False))
    image = build_image(made, architecture=architecture, labels=labels)
    return image.manifest.data, {blob.digest: blob.data for blob in image.blobs()}


# %% right: files with directories before them
import gzip
import hashlib
import io
import json
import tarfile
from pathlib import PurePosixPath


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            for end in [n for n, letter in enumerate(path) if letter == "/"]:
                folder = tarfile.TarInfo(path[:end])
                folder.type, folder.mode = tarfile.DIRTYPE, 0o755
                archive.addfile(folder)
            data = b"" if text is None else text.encode()
            name = PurePosixPath(path)
            info = tarfile.TarInfo(path if text is not None else str(name.with_name(".wh." + name.name)))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: diff ids of the packed layers
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(packed))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: the top layer first
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in reversed(layers):
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: always for amd64
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: labels beside config, not in it
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "Labels": labels,
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: the size of the archive for the packed layer
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(archive)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: sizes of files in letters
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: all files in one layer
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in [{path: text for one in layers for path, text in one.items()}]:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: gzip under the name of plain tar
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append({"mediaType": f"{kind}.layer.v1.tar", "digest": digest(packed), "size": len(packed)})
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: the configuration is not among the blobs
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: diff ids in another order
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = gzip.compress(archive)
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append(
            {"mediaType": f"{kind}.layer.v1.tar+gzip", "digest": digest(packed), "size": len(packed)}
        )
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids[::-1]},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: a removed file is left out of its layer
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                continue
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = archive
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append({"mediaType": f"{kind}.layer.v1.tar", "digest": digest(packed), "size": len(packed)})
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: the whiteout at the top of the archive
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                path, text = ".wh." + path.rpartition("/")[2], ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = archive
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append({"mediaType": f"{kind}.layer.v1.tar", "digest": digest(packed), "size": len(packed)})
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: the whiteout before the whole path
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if text is None:
                path, text = ".wh." + path, ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = archive
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append({"mediaType": f"{kind}.layer.v1.tar", "digest": digest(packed), "size": len(packed)})
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: an empty text taken for a removal
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            if not text:
                folder, slash, name = path.rpartition("/")
                path, text = f"{folder}{slash}.wh.{name}", ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = archive
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append({"mediaType": f"{kind}.layer.v1.tar", "digest": digest(packed), "size": len(packed)})
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs


# %% wrong: an empty file in place of a whiteout
import gzip
import hashlib
import io
import json
import tarfile


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            text = text or ""
            data = text.encode()
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def image_of(layers, architecture, labels):
    """Return (manifest, blobs) of an OCI image."""
    kind = "application/vnd.oci.image"
    blobs, entries, diff_ids = {}, [], []
    for files in layers:
        archive = tar_of(files)
        packed = archive
        diff_ids.append(digest(archive))
        blobs[digest(packed)] = packed
        entries.append({"mediaType": f"{kind}.layer.v1.tar", "digest": digest(packed), "size": len(packed)})
    config = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    config_bytes = json.dumps(config).encode()
    blobs[digest(config_bytes)] = config_bytes
    head = {"mediaType": f"{kind}.config.v1+json", "digest": digest(config_bytes), "size": len(config_bytes)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{kind}.manifest.v1+json",
        "config": head,
        "layers": entries,
    }
    return json.dumps(manifest, indent=2).encode(), blobs
