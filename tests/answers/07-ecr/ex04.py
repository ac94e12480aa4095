# %% right: all computed from the bytes
import gzip
import hashlib
import json


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    layer_digests, diff_ids = [], []
    for layer in content["layers"]:
        data = blobs[layer["digest"]]
        layer_digests.append(sha(data))
        diff_ids.append(sha(gzip.decompress(data) if layer["mediaType"].endswith("+gzip") else data))
    chains, chain = [], ""
    for diff_id in diff_ids:
        chain = sha((chain + " " + diff_id).encode()) if chain else diff_id
        chains.append(chain)
    return {
        "manifest digest": sha(manifest),
        "image id": sha(blobs[content["config"]["digest"]]),
        "layer digests": layer_digests,
        "diff ids": diff_ids,
        "chain ids": chains,
    }


# %% right: by the course's rules, with tuples
import json

from planes import rules


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    config = json.loads(blobs[content["config"]["digest"]])
    diff_ids = tuple(config["rootfs"]["diff_ids"])
    return {
        "chain ids": [rules.oci.chain_id(diff_ids[: n + 1]) for n in range(len(diff_ids))],
        "diff ids": diff_ids,
        "layer digests": tuple(one["digest"] for one in content["layers"]),
        "image id": content["config"]["digest"],
        "manifest digest": rules.oci.digest(manifest),
    }


# %% wrong: diff ids are layer digests
import gzip
import hashlib
import json


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    layer_digests, diff_ids = [], []
    for layer in content["layers"]:
        data = blobs[layer["digest"]]
        layer_digests.append(sha(data))
        diff_ids.append(sha(data))
    chains, chain = [], ""
    for diff_id in diff_ids:
        chain = sha((chain + " " + diff_id).encode()) if chain else diff_id
        chains.append(chain)
    return {
        "manifest digest": sha(manifest),
        "image id": sha(blobs[content["config"]["digest"]]),
        "layer digests": layer_digests,
        "diff ids": diff_ids,
        "chain ids": chains,
    }


# %% wrong: no space in the chain
import gzip
import hashlib
import json


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    layer_digests, diff_ids = [], []
    for layer in content["layers"]:
        data = blobs[layer["digest"]]
        layer_digests.append(sha(data))
        diff_ids.append(sha(gzip.decompress(data) if layer["mediaType"].endswith("+gzip") else data))
    chains, chain = [], ""
    for diff_id in diff_ids:
        chain = sha((chain + diff_id).encode()) if chain else diff_id
        chains.append(chain)
    return {
        "manifest digest": sha(manifest),
        "image id": sha(blobs[content["config"]["digest"]]),
        "layer digests": layer_digests,
        "diff ids": diff_ids,
        "chain ids": chains,
    }


# %% wrong: the chain over layer digests
import gzip
import hashlib
import json


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    layer_digests, diff_ids = [], []
    for layer in content["layers"]:
        data = blobs[layer["digest"]]
        layer_digests.append(sha(data))
        diff_ids.append(sha(gzip.decompress(data) if layer["mediaType"].endswith("+gzip") else data))
    chains, chain = [], ""
    for diff_id in layer_digests:
        chain = sha((chain + " " + diff_id).encode()) if chain else diff_id
        chains.append(chain)
    return {
        "manifest digest": sha(manifest),
        "image id": sha(blobs[content["config"]["digest"]]),
        "layer digests": layer_digests,
        "diff ids": diff_ids,
        "chain ids": chains,
    }


# %% wrong: the chain from the top
import gzip
import hashlib
import json


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    layer_digests, diff_ids = [], []
    for layer in content["layers"]:
        data = blobs[layer["digest"]]
        layer_digests.append(sha(data))
        diff_ids.append(sha(gzip.decompress(data) if layer["mediaType"].endswith("+gzip") else data))
    chains, chain = [], ""
    for diff_id in diff_ids[::-1]:
        chain = sha((chain + " " + diff_id).encode()) if chain else diff_id
        chains.append(chain)
    return {
        "manifest digest": sha(manifest),
        "image id": sha(blobs[content["config"]["digest"]]),
        "layer digests": layer_digests,
        "diff ids": diff_ids,
        "chain ids": chains,
    }


# %% wrong: all diff ids joined at once
import gzip
import hashlib
import json


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    layer_digests, diff_ids = [], []
    for layer in content["layers"]:
        data = blobs[layer["digest"]]
        layer_digests.append(sha(data))
        diff_ids.append(sha(gzip.decompress(data) if layer["mediaType"].endswith("+gzip") else data))
    chains = diff_ids[:1]
    for number in range(2, len(diff_ids) + 1):
        chains.append(sha(" ".join(diff_ids[:number]).encode()))
    return {
        "manifest digest": sha(manifest),
        "image id": sha(blobs[content["config"]["digest"]]),
        "layer digests": layer_digests,
        "diff ids": diff_ids,
        "chain ids": chains,
    }


# %% wrong: the image id is the manifest digest
import gzip
import hashlib
import json


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    layer_digests, diff_ids = [], []
    for layer in content["layers"]:
        data = blobs[layer["digest"]]
        layer_digests.append(sha(data))
        diff_ids.append(sha(gzip.decompress(data) if layer["mediaType"].endswith("+gzip") else data))
    chains, chain = [], ""
    for diff_id in diff_ids:
        chain = sha((chain + " " + diff_id).encode()) if chain else diff_id
        chains.append(chain)
    return {
        "manifest digest": sha(manifest),
        "image id": sha(manifest),
        "layer digests": layer_digests,
        "diff ids": diff_ids,
        "chain ids": chains,
    }


# %% wrong: the manifest written again
import gzip
import hashlib
import json


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    layer_digests, diff_ids = [], []
    for layer in content["layers"]:
        data = blobs[layer["digest"]]
        layer_digests.append(sha(data))
        diff_ids.append(sha(gzip.decompress(data) if layer["mediaType"].endswith("+gzip") else data))
    chains, chain = [], ""
    for diff_id in diff_ids:
        chain = sha((chain + " " + diff_id).encode()) if chain else diff_id
        chains.append(chain)
    return {
        "manifest digest": sha(json.dumps(content).encode()),
        "image id": sha(blobs[content["config"]["digest"]]),
        "layer digests": layer_digests,
        "diff ids": diff_ids,
        "chain ids": chains,
    }


# %% wrong: the configuration written again
import gzip
import hashlib
import json


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    layer_digests, diff_ids = [], []
    for layer in content["layers"]:
        data = blobs[layer["digest"]]
        layer_digests.append(sha(data))
        diff_ids.append(sha(gzip.decompress(data) if layer["mediaType"].endswith("+gzip") else data))
    chains, chain = [], ""
    for diff_id in diff_ids:
        chain = sha((chain + " " + diff_id).encode()) if chain else diff_id
        chains.append(chain)
    return {
        "manifest digest": sha(manifest),
        "image id": sha(json.dumps(json.loads(blobs[content["config"]["digest"]])).encode()),
        "layer digests": layer_digests,
        "diff ids": diff_ids,
        "chain ids": chains,
    }


# %% wrong: the chain id of one more link
import gzip
import hashlib
import json


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    layer_digests, diff_ids = [], []
    for layer in content["layers"]:
        data = blobs[layer["digest"]]
        layer_digests.append(sha(data))
        diff_ids.append(sha(gzip.decompress(data) if layer["mediaType"].endswith("+gzip") else data))
    chains, chain = [], ""
    for diff_id in diff_ids:
        chain = sha((chain + " " + diff_id).encode()) if chain else sha(diff_id.encode())
        chains.append(chain)
    return {
        "manifest digest": sha(manifest),
        "image id": sha(blobs[content["config"]["digest"]]),
        "layer digests": layer_digests,
        "diff ids": diff_ids,
        "chain ids": chains,
    }


# %% wrong: only the chain id of the whole pile
import gzip
import hashlib
import json


def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def five(manifest, blobs):
    """Return five digests of an image."""
    content = json.loads(manifest)
    layer_digests, diff_ids = [], []
    for layer in content["layers"]:
        data = blobs[layer["digest"]]
        layer_digests.append(sha(data))
        diff_ids.append(sha(gzip.decompress(data) if layer["mediaType"].endswith("+gzip") else data))
    chains, chain = [], ""
    for diff_id in diff_ids:
        chain = sha((chain + " " + diff_id).encode()) if chain else diff_id
        chains.append(chain)
    return {
        "manifest digest": sha(manifest),
        "image id": sha(blobs[content["config"]["digest"]]),
        "layer digests": layer_digests,
        "diff ids": diff_ids,
        "chain ids": [chain],
    }
