# %% wrong: still asks for more memory than is registered
def repaired(definitions):
    definitions["report"]["containerDefinitions"][0]["memory"] = 8000
    definitions["web"]["containerDefinitions"][0]["portMappings"][0]["hostPort"] = 0
    definitions["api"]["networkMode"] = "bridge"
    return definitions


# %% wrong: takes away more memory than the report can spare
def repaired(definitions):
    definitions["report"]["containerDefinitions"][0]["memory"] = 4096
    definitions["web"]["containerDefinitions"][0]["portMappings"][0]["hostPort"] = 0
    definitions["api"]["networkMode"] = "bridge"
    return definitions


# %% wrong: another host port, but the same for both
def repaired(definitions):
    definitions["report"]["containerDefinitions"][0]["memory"] = 7168
    definitions["web"]["containerDefinitions"][0]["portMappings"][0]["hostPort"] = 8081
    definitions["api"]["networkMode"] = "bridge"
    return definitions


# %% wrong: makes the tasks of api smaller instead of freeing interfaces
def repaired(definitions):
    definitions["report"]["containerDefinitions"][0]["memory"] = 7168
    definitions["web"]["containerDefinitions"][0]["portMappings"][0]["hostPort"] = 0
    definitions["api"]["containerDefinitions"][0]["memory"] = 128
    return definitions


# %% wrong: takes the ports away altogether
def repaired(definitions):
    definitions["report"]["containerDefinitions"][0]["memory"] = 7168
    del definitions["web"]["containerDefinitions"][0]["portMappings"]
    definitions["api"]["networkMode"] = "bridge"
    del definitions["api"]["containerDefinitions"][0]["portMappings"]
    return definitions


# %% wrong: host network mode, in which all copies want port 80
def repaired(definitions):
    definitions["report"]["containerDefinitions"][0]["memory"] = 7168
    definitions["web"]["containerDefinitions"][0]["portMappings"][0]["hostPort"] = 0
    definitions["api"]["networkMode"] = "host"
    definitions["api"]["containerDefinitions"][0]["portMappings"][0]["hostPort"] = 80
    return definitions


# %% right: leaves the host port out and writes new dictionaries
def repaired(definitions):
    report, web, api = definitions["report"], definitions["web"], definitions["api"]
    report = {**report, "containerDefinitions": [{**report["containerDefinitions"][0], "memory": 7985}]}
    web = {
        **web,
        "containerDefinitions": [
            {**web["containerDefinitions"][0], "portMappings": [{"containerPort": 8080}]}
        ],
    }
    return {"report": report, "web": web, "api": {**api, "networkMode": "bridge"}}


# %% right: gives each copy of web an address of its own
def repaired(definitions):
    container = definitions["report"]["containerDefinitions"][0]
    container["memory"] = 7200
    definitions["web"]["networkMode"] = "awsvpc"
    definitions["web"]["containerDefinitions"][0]["portMappings"] = [{"containerPort": 8080}]
    definitions["api"]["networkMode"] = "bridge"
    definitions["api"]["containerDefinitions"][0]["portMappings"][0]["hostPort"] = 0
    return definitions


# %% right: reserves less than the limit of the container
def repaired(definitions):
    for family, change in (
        ("report", {"memoryReservation": 7168}),
        ("web", {"portMappings": [{"containerPort": 8080}]}),
    ):
        definitions[family]["containerDefinitions"][0].update(change)
    definitions["api"] = {**definitions["api"], "networkMode": "bridge"}
    return definitions


# %% wrong: reserves far less than the report needs
def repaired(definitions):
    definitions["report"]["containerDefinitions"][0]["memoryReservation"] = 512
    definitions["web"]["containerDefinitions"][0]["portMappings"][0]["hostPort"] = 0
    definitions["api"]["networkMode"] = "bridge"
    return definitions


# %% wrong: host network mode for api, in which every copy takes port 80 of the host
def repaired(definitions):
    definitions["report"]["containerDefinitions"][0]["memory"] = 7168
    definitions["web"]["containerDefinitions"][0]["portMappings"][0]["hostPort"] = 0
    definitions["api"]["networkMode"] = "host"
    return definitions


# %% wrong: host network mode for web, in which every copy takes port 8080 of the host
def repaired(definitions):
    definitions["report"]["containerDefinitions"][0]["memory"] = 7168
    definitions["web"]["networkMode"] = "host"
    definitions["web"]["containerDefinitions"][0]["portMappings"] = [{"containerPort": 8080}]
    definitions["api"]["networkMode"] = "bridge"
    return definitions


# %% wrong: repairs the dictionary but does not return it
def repaired(definitions):
    definitions["report"]["containerDefinitions"][0]["memory"] = 7680
    definitions["web"]["containerDefinitions"][0]["portMappings"][0]["hostPort"] = 0
    definitions["api"]["networkMode"] = "bridge"


# %% right: memory for the whole task, and the default network mode
def repaired(definitions):
    definitions["report"]["memory"] = "7400"
    del definitions["report"]["containerDefinitions"][0]["memory"]
    definitions["web"]["networkMode"] = "awsvpc"
    del definitions["api"]["networkMode"]
    return definitions
