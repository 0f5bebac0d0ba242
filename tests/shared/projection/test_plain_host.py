from tests.support.projection_stage import stage
from tests.support.projector_contract import HostContract
from tests.support.projector_offsets_contract import OffsetsContract
from tests.support.projector_switches_contract import SwitchesContract

__all__ = ["stage"]


class TestPlainHost(HostContract, OffsetsContract, SwitchesContract):
    host = "plain"
