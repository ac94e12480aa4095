"""Real registry clients, in folders of their own, against a world on loopback."""

import json
import os
import shutil
import subprocess
from base64 import b64encode
from dataclasses import dataclass, field
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

PACKAGES = {"docker": "docker.io"}
STORAGE = """\
[storage]
driver = "vfs"
graphroot = "{folder}/store"
runroot = "{folder}/run"
"""


@dataclass
class Client:
    """Runs commands with a home, settings and image store of its own, logged in to a served registry."""

    server: Server
    folder: Path
    usable: set[str] = field(default_factory=set)

    @property
    def host(self) -> str:
        """The registry's host and port, as they stand in image references."""
        return self.server.registry_host

    def environment(self) -> dict[str, str]:
        """Return the environment: nothing of this machine's settings but the path."""
        storage = self.folder / "storage.conf"
        storage.write_text(STORAGE.format(folder=self.folder), encoding="utf-8")
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder),
            "DOCKER_CONFIG": str(self.folder),
            "REGISTRY_AUTH_FILE": str(self.folder / "config.json"),
            "CONTAINERS_STORAGE_CONF": str(storage),
            "BUILDAH_ISOLATION": "chroot",
        }

    def __call__(self, *words: str, fails: bool = False) -> str:
        """Run a command and return what it printed, on stderr if it was to fail."""
        self.need(words[0])
        self._log_in()
        done = subprocess.run(
            words,
            env=self.environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.returncode != 0) == fails, f"{words}: {done.stdout}{done.stderr}"
        return done.stderr if fails else done.stdout

    def need(self, tool: str) -> None:
        """Skip the test if a tool is not here, or does not work here even without a registry."""
        if tool in self.usable:
            return
        if shutil.which(tool) is None:
            pytest.skip(f"needs {tool} (Debian package {PACKAGES.get(tool, tool)})")
        if tool in ("buildah", "podman"):
            tried = subprocess.run([tool, "info"], env=self.environment(), capture_output=True, text=True)
            if tried.returncode:
                pytest.skip(f"{tool} info fails here, for want of user namespaces perhaps: {tried.stderr}")
        self.usable.add(tool)

    def _log_in(self) -> None:
        # Before every command: a password is good for twelve virtual hours, and tests let more pass.
        secret = b64encode(f"AWS:{self.server.registry_password()}".encode()).decode()
        config = json.dumps({"auths": {self.host: {"auth": secret}}})
        (self.folder / "config.json").write_text(config, encoding="utf-8")

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
