"""What moto and botocore look up or make again for each request, client, template or partition: once, or where it is used."""

import functools
from types import SimpleNamespace

import moto.backends as backends
import moto.cloudformation.models as stack_models
import moto.cloudformation.responses as stack_responses
import yaml
from botocore.loaders import Loader
from moto.cloudformation.utils import yaml_tag_constructor
from moto.iam.models import IAMBackend, ManagedPolicy

PARTITION = "aws"

_stock_policies = IAMBackend._init_aws_policies
_stock_services = Loader.list_available_services


def install() -> None:
    """Install the short ways."""
    modules = frozenset(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules
    Loader.list_available_services = _list_services
    IAMBackend._init_aws_policies = _init_policies
    if yaml.__with_libyaml__:
        _parse_templates_in_c()


def _list_services(loader: Loader, type_name: str) -> list[str]:
    """Every client has a loader of its own, and each would search some 400 folders."""
    return list(_services_in(tuple(loader.search_paths), type_name))


@functools.cache
def _services_in(search_paths: tuple[str, ...], type_name: str) -> tuple[str, ...]:
    loader = Loader(list(search_paths), include_default_search_paths=False)
    return tuple(_stock_services(loader, type_name=type_name))


def _init_policies(backend: IAMBackend) -> list[ManagedPolicy]:
    """Some 1500 policies of AWS, in the only partition that is asked for; moto asks them all whose an access key is."""
    return _stock_policies(backend) if backend.region_name == PARTITION else []


def _parse_templates_in_c() -> None:
    yaml.add_multi_constructor("", yaml_tag_constructor, Loader=yaml.CLoader)
    fast = SimpleNamespace(load=yaml.load, Loader=yaml.CLoader, add_multi_constructor=lambda *_: None)
    for module in (stack_models, stack_responses):
        module.yaml = fast
