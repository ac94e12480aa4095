# %% wrong: the lower layer wins
def merged(layers):
    view = {}
    for layer in reversed(layers):
        for path in layer:
            folder, slash, name = path.rpartition("/")
            if name == ".wh..wh..opq":
                view = {seen: text for seen, text in view.items() if not seen.startswith(folder + slash)}
            elif name.startswith(".wh."):
                target = folder + slash + name[4:]
                view = {s: t for s, t in view.items() if s != target and not s.startswith(target + "/")}
        view.update({path: text for path, text in layer.items() if ".wh." not in path})
    return view


# %% wrong: an opaque marker treated as a file
def merged(layers):
    view = {}
    for layer in layers:
        for path in layer:
            folder, slash, name = path.rpartition("/")
            if name.startswith(".wh.") and name != ".wh..wh..opq":
                target = folder + slash + name[4:]
                view = {s: t for s, t in view.items() if s != target and not s.startswith(target + "/")}
        view.update(
            {
                p: t
                for p, t in layer.items()
                if p.endswith(".wh..wh..opq") or not p.rpartition("/")[2].startswith(".wh.")
            }
        )
    return view


# %% wrong: an opaque marker is ignored
def merged(layers):
    view = {}
    for layer in layers:
        for path in layer:
            folder, slash, name = path.rpartition("/")
            if name.startswith(".wh."):
                target = folder + slash + name[4:]
                view = {s: t for s, t in view.items() if s != target and not s.startswith(target + "/")}
        view.update({p: t for p, t in layer.items() if not p.rpartition("/")[2].startswith(".wh.")})
    return view


# %% wrong: whiteouts stay as files
def merged(layers):
    view = {}
    for layer in layers:
        view.update(layer)
    return view


# %% wrong: a whiteout hides files but no directory
def merged(layers):
    view = {}
    for layer in layers:
        for path in layer:
            folder, slash, name = path.rpartition("/")
            if name == ".wh..wh..opq":
                view = {s: t for s, t in view.items() if not s.startswith(folder + slash)}
            elif name.startswith(".wh."):
                view.pop(folder + slash + name[4:], None)
        view.update({p: t for p, t in layer.items() if not p.rpartition("/")[2].startswith(".wh.")})
    return view


# %% wrong: markers act on their own layer
def merged(layers):
    view = {}
    for layer in layers:
        view.update({p: t for p, t in layer.items() if not p.rpartition("/")[2].startswith(".wh.")})
        for path in layer:
            folder, slash, name = path.rpartition("/")
            if name == ".wh..wh..opq":
                view = {s: t for s, t in view.items() if not s.startswith(folder + slash)}
            elif name.startswith(".wh."):
                target = folder + slash + name[4:]
                view = {s: t for s, t in view.items() if s != target and not s.startswith(target + "/")}
    return view


# %% wrong: a whiteout hides every path that begins alike
def merged(layers):
    view = {}
    for layer in layers:
        for path in layer:
            folder, slash, name = path.rpartition("/")
            if name == ".wh..wh..opq":
                view = {s: t for s, t in view.items() if not s.startswith(folder + slash)}
            elif name.startswith(".wh."):
                view = {s: t for s, t in view.items() if not s.startswith(folder + slash + name[4:])}
        view.update({p: t for p, t in layer.items() if not p.rpartition("/")[2].startswith(".wh.")})
    return view


# %% right: with pathlib
from pathlib import PurePosixPath


def merged(layers):
    view = {}
    for layer in layers:
        ordinary = {}
        for name, text in layer.items():
            path = PurePosixPath(name)
            if path.name == ".wh..wh..opq":
                hides, itself = path.parent, False
            elif path.name.startswith(".wh."):
                hides, itself = path.with_name(path.name[4:]), True
            else:
                ordinary[name] = text
                continue
            for seen in list(view):
                if hides in PurePosixPath(seen).parents or (itself and PurePosixPath(seen) == hides):
                    del view[seen]
        view.update(ordinary)
    return view


# %% right: from the top down
def merged(layers):
    result, hidden_files, hidden_folders = {}, set(), []
    for layer in reversed(layers):
        new_files, new_folders = set(), []
        for path, text in layer.items():
            folder, slash, name = path.rpartition("/")
            if name == ".wh..wh..opq":
                new_folders.append(folder + slash)
            elif name.startswith(".wh."):
                new_files.add(folder + slash + name[4:])
                new_folders.append(folder + slash + name[4:] + "/")
            elif (
                path not in result and path not in hidden_files and not path.startswith(tuple(hidden_folders))
            ):
                result[path] = text
        hidden_files |= new_files
        hidden_folders += new_folders
    return result


# %% right: the course's own layers
from planes.registry.layers import make_layer, union


def merged(layers):
    return {
        path: seen.content.decode() for path, seen in union([make_layer(layer) for layer in layers]).items()
    }
