"""No call reaches an address that is not public, however it is written, resolved or redirected to."""

import asyncio
import ssl
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

import pytest

from services.notify.delivery.decide import ErrorClass
from services.notify.endpoint import url as url_check
from services.notify.endpoint.addresses import AddressPolicy, is_public
from services.notify.endpoint.url import LOOKUP_TIMEOUT_S, UrlRefused, check_url
from services.notify.sender.client import Sender
from services.notify.sender.gate import system_lookup
from tests.notify.certificates import make_certificate
from tests.notify.receiver import Receiver, receiving

PUBLIC = AddressPolicy()
FORBIDDEN = (
    *("127.0.0.1", "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "169.254.169.254"),  # noqa: S104 -- a vector
    *("172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::a9fe:a9fe"),
    *("64:ff9b:1::1", "100::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "2001::1"),
    *("2001:db8::1", "2002:7f00:1::1", "2002:0808:0808::1", "3fff::1", "5f00::1"),
    *("2606:4700::5efe:127.0.0.1", "2606:4700::200:5efe:10.0.0.1"),
)
REACHABLE = ("8.8.8.8", "1.1.1.1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2606:4700:4700::1111")


@pytest.mark.parametrize("text", FORBIDDEN)
def test_a_private_address_is_never_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", REACHABLE)
def test_a_public_address_is_public(text: str) -> None:
    assert is_public(ip_address(text))


class Names:
    """A resolver that answers as told: each call of a name takes its next answer, the last one for ever."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self._answers = {name.replace("_", "."): list(given) for name, given in answers.items()}

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        del port
        if host not in self._answers:
            raise OSError("unknown")
        given = self._answers[host]
        return given.pop(0) if len(given) > 1 else given[0]


NAMES = Names(
    good_example=[["93.184.216.34"]],
    inner_example=[["10.0.0.8"]],
    mixed_example=[["93.184.216.34", "127.0.0.1"]],
    six_example=[["fd00::1"]],
    zone_example=[["fe80::1%eth0"]],
)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://inner.example/", "blocked_address"),
        ("https://mixed.example/", "blocked_address"),
        ("https://six.example/", "blocked_address"),
        ("https://zone.example/", "blocked_address"),
        ("https://nobody.example/", "dns"),
        ("http://good.example/", "https_required"),
        ("https://good.example:8080/", "port"),
        ("https://user:secret@good.example/", "userinfo"),
        ("https://good.example/#part", "fragment"),
        ("https://8.8.8.8/", "address_literal"),
        ("https://127.0.0.1/", "address_literal"),
        ("https://[::ffff:a9fe:a9fe]/", "address_literal"),
        ("https://2130706433/", "numeric_host"),
        ("https://0x7f.1/", "numeric_host"),
        ("https://0177.0.0.1/", "numeric_host"),
        ("https://127.1/", "numeric_host"),
        ("https://good.example\\@inner.example/", "malformed"),
        ("https://good.example/\r\nx: y", "malformed"),
        ("ftp://good.example/", "malformed"),
        ("https://good.example:99999/", "malformed"),
        ("https://", "malformed"),
        ("", "malformed"),
    ],
)
async def test_a_url_that_may_not_be_called_is_refused_when_saved(url: str, reason: str) -> None:
    with pytest.raises(UrlRefused) as refused:
        await check_url(url, PUBLIC, NAMES)
    assert refused.value.detail == {"reason": reason}


@pytest.mark.parametrize("host", ["a..example", f"{'a' * 64}.example"], ids=["empty label", "long label"])
async def test_a_name_that_no_resolver_takes_is_refused_when_saved(host: str) -> None:
    with pytest.raises(UrlRefused) as refused:
        await check_url(f"https://{host}/", PUBLIC, system_lookup)
    assert refused.value.detail == {"reason": "dns"}


async def test_a_resolver_that_hangs_refuses_the_url_within_its_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(url_check, "LOOKUP_TIMEOUT_S", 0.05)
    with pytest.raises(UrlRefused) as refused:
        async with asyncio.timeout(5):
            await check_url("https://slow.example/", PUBLIC, _never)
    assert refused.value.detail == {"reason": "dns"}


@pytest.mark.parametrize("url", ["https://good.example/hook?x=1", "https://good.example:8443/"])
async def test_a_public_https_url_is_saved(url: str) -> None:
    await check_url(url, PUBLIC, NAMES)


async def test_an_allowed_network_may_be_plain_on_any_port() -> None:
    policy = AddressPolicy.of(["10.0.0.0/8"])
    await check_url("http://inner.example:8080/", policy, NAMES)
    await check_url("http://10.0.0.9:9000/", policy, NAMES)


async def _never(host: str, port: int) -> Sequence[str]:
    del host, port
    await asyncio.Event().wait()
    return ()


async def _post(sender: Sender, url: str) -> ErrorClass | None:
    try:
        return (await sender.post(url, {}, b"{}")).answer.error
    finally:
        await sender.close()


async def test_a_name_that_turns_private_after_saving_is_blocked_at_the_dial(receiver: Receiver) -> None:
    port = receiver.url.rpartition(":")[2]
    names = Names(rebinding_example=[["93.184.216.34"], ["127.0.0.1"]])
    await check_url("https://rebinding.example/", PUBLIC, names)
    assert await _post(Sender(PUBLIC, names), f"https://rebinding.example:{port}/") is ErrorClass.BLOCKED
    assert receiver.calls == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::ffff:127.0.0.1]", "mixed.example", "inner.example"])
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_the_dial_itself_is_gated(receiver: Receiver, scheme: str, host: str) -> None:
    port = receiver.url.rpartition(":")[2]
    assert await _post(Sender(PUBLIC, NAMES), f"{scheme}://{host}:{port}/") is ErrorClass.BLOCKED
    assert receiver.calls == []


async def test_a_legacy_numeric_host_is_never_dialled(receiver: Receiver) -> None:
    port = receiver.url.rpartition(":")[2]
    policy = AddressPolicy.of(["127.0.0.0/8"])
    assert await _post(Sender(policy, NAMES), f"http://2130706433:{port}/") is not None
    assert receiver.calls == []


async def test_plain_http_reaches_only_allowed_networks() -> None:
    policy = AddressPolicy.of(["127.0.0.0/8"])
    assert await _post(Sender(policy, NAMES), "http://good.example/") is ErrorClass.BLOCKED


async def test_an_unknown_name_is_an_answer_by_class() -> None:
    assert await _post(Sender(PUBLIC, NAMES), "https://nobody.example/") is ErrorClass.DNS


async def test_a_resolver_that_hangs_is_left_within_its_bound() -> None:
    async with asyncio.timeout(LOOKUP_TIMEOUT_S + 1):
        assert await _post(Sender(PUBLIC, _never), "https://slow.example/") is ErrorClass.DNS


async def test_over_tls_a_name_is_verified_and_a_stranger_refused(tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    make_certificate(certificate, key, "hook.example")
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate, key)
    names, policy = Names(hook_example=[["127.0.0.1"]]), AddressPolicy.of(["127.0.0.0/8"])
    trust = ssl.create_default_context(cafile=certificate)
    async with receiving(served) as receiver:
        port = receiver.url.rpartition(":")[2]
        url = f"https://hook.example:{port}/"
        assert await _post(Sender(policy, names, trust), url) is None
        assert await _post(Sender(policy, names), url) is ErrorClass.TLS
        assert len(receiver.calls) == 1
