# %% wrong: believes the last report
def observed(reports):
    state = {report["task"]: report["status"] for report in reports}
    return {task: status for task, status in state.items() if status != "STOPPED"}


# %% wrong: forgets stopped tasks at once, so late reports wake them
def observed(reports):
    newest = {}
    for report in reports:
        task, age = report["task"], (report["epoch"], report["version"])
        if task not in newest or age > newest[task][0]:
            newest[task] = (age, report["status"])
        if newest[task][1] == "STOPPED":
            del newest[task]
    return {task: status for task, (_, status) in newest.items()}


# %% wrong: leaves stopped reports out before it compares
def observed(reports):
    newest = {}
    for report in reports:
        if report["status"] != "STOPPED":
            task, age = report["task"], (report["epoch"], report["version"])
            if task not in newest or age > newest[task][0]:
                newest[task] = (age, report["status"])
    return {task: status for task, (_, status) in newest.items()}


# %% wrong: keeps stopped tasks in the result
def observed(reports):
    newest = {}
    for report in reports:
        task, age = report["task"], (report["epoch"], report["version"])
        if task not in newest or age > newest[task][0]:
            newest[task] = (age, report["status"])
    return {task: status for task, (_, status) in newest.items()}


# %% wrong: compares versions as text
def observed(reports):
    state = {}
    for report in sorted(reports, key=lambda report: (report["epoch"], str(report["version"]))):
        state[report["task"]] = report["status"]
    return {task: status for task, status in state.items() if status != "STOPPED"}


# %% wrong: the version decides, whatever the epoch
def observed(reports):
    newest = {}
    for report in reports:
        task = report["task"]
        if task not in newest or report["version"] > newest[task]["version"]:
            newest[task] = report
    return {task: report["status"] for task, report in newest.items() if report["status"] != "STOPPED"}


# %% wrong: the version decides, and the epoch only between equal versions
def observed(reports):
    state = {}
    for report in sorted(reports, key=lambda report: (report["version"], report["epoch"])):
        state[report["task"]] = report["status"]
    return {task: status for task, status in state.items() if status != "STOPPED"}


# %% wrong: within an epoch the last report counts
def observed(reports):
    newest = {}
    for report in reports:
        task = report["task"]
        if task not in newest or report["epoch"] >= newest[task]["epoch"]:
            newest[task] = report
    return {task: report["status"] for task, report in newest.items() if report["status"] != "STOPPED"}


# %% wrong: adds epoch and version up
def observed(reports):
    state = {}
    for report in sorted(reports, key=lambda report: report["epoch"] + report["version"]):
        state[report["task"]] = report["status"]
    return {task: status for task, status in state.items() if status != "STOPPED"}


# %% wrong: one counter for all tasks
def observed(reports):
    state, highest = {}, (0, 0)
    for report in reports:
        if (report["epoch"], report["version"]) >= highest:
            highest = (report["epoch"], report["version"])
            state[report["task"]] = report["status"]
    return {task: status for task, status in state.items() if status != "STOPPED"}


# %% right: sorts by epoch and version first
def observed(reports):
    state = {}
    for report in sorted(reports, key=lambda report: (report["epoch"], report["version"])):
        state[report["task"]] = report["status"]
    return {task: status for task, status in state.items() if status != "STOPPED"}


# %% right: a max for each task
def observed(reports):
    result = {}
    for task in {report["task"] for report in reports}:
        its = [report for report in reports if report["task"] == task]
        epoch = max(report["epoch"] for report in its)
        newest = max(
            (report for report in its if report["epoch"] == epoch), key=lambda report: report["version"]
        )
        if newest["status"] != "STOPPED":
            result[task] = newest["status"]
    return result
