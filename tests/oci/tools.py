"""Real registry clients, in folders of their own, against a world on loopback."""

import json
import os
import shutil
import subprocess
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import pytest
from planes.clients.serve import Server
from planes.registry.digests import digest_of

CONTAINERFILE = """\
FROM scratch
COPY app /app
LABEL planes.exit-code=3 planes.exit-seconds=5
ENTRYPOINT ["/app"]
"""


def find(command: str, package: str = "") -> str:
    """Return where a command is; skip the test if it is not."""
    found = shutil.which(command)
    if found is None:
        pytest.skip(f"needs {command} (Debian package {package or command})")
    return found


@dataclass
class Client:
    """Runs commands with a home, settings and image store of its own, logged in to a served registry."""

    server: Server
    folder: Path

    @property
    def host(self) -> str:
        """The registry's host and port, as they stand in image references."""
        return self.server.registry_host

    def environment(self) -> dict[str, str]:
        """Return the environment: nothing of this machine's settings but the path."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder),
            "DOCKER_CONFIG": str(self.folder),
            "REGISTRY_AUTH_FILE": str(self.folder / "config.json"),
            "BUILDAH_ISOLATION": "chroot",
        }

    def __call__(self, *words: str, fails: bool = False) -> str:
        """Run a command and return what it printed, on stderr if it was to fail."""
        find(words[0], {"docker": "docker.io"}.get(words[0], ""))
        self._log_in()
        done = subprocess.run(
            [words[0], *self._store(words[0]), *words[1:]],
            env=self.environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.returncode != 0) == fails, f"{words}: {done.stdout}{done.stderr}"
        return done.stderr if fails else done.stdout

    def _log_in(self) -> None:
        # Before every command: a password is good for twelve virtual hours, and tests let more pass.
        secret = b64encode(f"AWS:{self.server.registry_password()}".encode()).decode()
        config = json.dumps({"auths": {self.host: {"auth": secret}}})
        (self.folder / "config.json").write_text(config, encoding="utf-8")

    def _store(self, command: str) -> list[str]:
        if command not in ("buildah", "podman"):
            return []
        folders = ["--root", str(self.folder / "store"), "--runroot", str(self.folder / "run")]
        return [*folders, "--storage-driver", "vfs"]

    def build(self, tool: str) -> None:
        """Build an image, named after the tool, whose one program exits with code 3 after five seconds."""
        (self.folder / "app").write_text(f"built by {tool}", encoding="utf-8")
        if tool == "buildah":
            container = self("buildah", "from", "scratch").strip()
            self("buildah", "copy", container, "app", "/app")
            labels = ["--label", "planes.exit-code=3", "--label", "planes.exit-seconds=5"]
            self("buildah", "config", *labels, "--entrypoint", '["/app"]', container)
            self("buildah", "commit", "--rm", container, tool)
        else:
            (self.folder / "Containerfile").write_text(CONTAINERFILE, encoding="utf-8")
            self("podman", "build", "--isolation", "chroot", "-t", tool, ".")

    def push(self, tool: str, image: str, reference: str, format_: str = "oci", fails: bool = False) -> str:
        """Push an image and return the digest that the client says it has, or what it complained."""
        target = f"docker://{self.host}/{reference}"
        options = ["--tls-verify=false", "--digestfile", "digest", "--format", format_]
        said = self(tool, "push", *options, image, target, fails=fails)
        return said if fails else (self.folder / "digest").read_text(encoding="utf-8")

    def skopeo(self, verb: str, reference: str, *options: str) -> str:
        """Run skopeo on an image of the registry."""
        return self("skopeo", verb, "--tls-verify=false", *options, f"docker://{self.host}/{reference}")

    def pull(self, reference: str, folder: Path) -> None:
        """Copy an image into an OCI layout with skopeo."""
        source = f"docker://{self.host}/{reference}"
        self("skopeo", "copy", "--all", "--src-tls-verify=false", source, f"oci:{folder}")


def check_layout(folder: Path, digest: str) -> None:
    """Check that an OCI layout holds exactly the image `digest`, every file under its own digest."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    assert [entry["digest"] for entry in index["manifests"]] == [digest]
    files = list((folder / "blobs" / "sha256").iterdir())
    assert files
    assert all(digest_of(file.read_bytes()) == f"sha256:{file.name}" for file in files)
