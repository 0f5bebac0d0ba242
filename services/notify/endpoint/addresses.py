"""Which addresses may be called: public ones, and the networks that the deployment allows by name.

`ipaddress.is_global` is not enough: it calls NAT64 forms of private addresses, 6to4 and multicast
global. So the list is our own, and an address that carries another inside is judged by the inner one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_DENIED_V4 = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
_UNICAST_V6 = IPv6Network("2000::/3")
"""All that is handed out to the public net; what lies outside is refused without a list."""
_DENIED_V6 = tuple(
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
_V4_MASK = 0xFFFF_FFFF


def unmapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv4-mapped or NAT64 address stands for; else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & _V4_MASK) if address in _NAT64 else address


def is_public(address: Address) -> bool:
    """Return whether anyone on the internet could reach this address, and it is not ours to protect."""
    address = unmapped(address)
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _DENIED_V4)
    if address not in _UNICAST_V6 or any(address in network for network in _DENIED_V6):
        return False
    # ISATAP writes an IPv4 address into the last 32 bits of any prefix.
    is_isatap = (int(address) >> 32) & _V4_MASK in _ISATAP
    return not is_isatap or is_public(IPv4Address(int(address) & _V4_MASK))


def parse(text: str) -> Address | None:
    """Return the address that `text` writes in its one canonical form, or None."""
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Public addresses, and private ones within `allowed`."""

    allowed: Sequence[Network] = field(default_factory=tuple)

    @classmethod
    def of(cls, networks: Sequence[str]) -> "AddressPolicy":
        """Return the policy of a deployment. Raises `ValueError` when one is no CIDR."""
        return cls(tuple(ip_network(network) for network in networks))

    def is_allowed(self, address: Address) -> bool:
        """Return whether the deployment names the address as its own to deliver to."""
        inner = unmapped(address)
        return any(inner.version == network.version and inner in network for network in self.allowed)

    def permits(self, address: Address) -> bool:
        """Return whether the address may be dialled over TLS."""
        return self.is_allowed(address) or is_public(address)
