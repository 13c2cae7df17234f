"""Reports on delivery as mail servers write them, each with its own habits; all made up after RFC 3464."""

from __future__ import annotations

DIALECTS = ("postfix", "exchange", "exim", "gmail", "international")


def returned(
    dialect: str, *, mail_id: str, to: str, status: str = "5.1.1", action: str = "failed",
    diagnostic: str | None = None, original: str = "", envelope_id: str = "",
) -> bytes:  # fmt: skip
    """What the server of that kind sends back about a mail with `<mail_id@region.example>` to `to`."""
    made = {"postfix": _postfix, "exchange": _exchange, "exim": _exim, "gmail": _gmail, "international": _international}
    text = made[dialect](mail_id, to, status, action, diagnostic, original)
    if envelope_id:
        text = text.replace("Reporting-MTA:", f"Original-Envelope-Id: {envelope_id}\nReporting-MTA:", 1)
    return text.replace("\n", "\r\n").encode()


def _original(mail_id: str, to: str) -> str:
    return f"""\
Received: from web.region.example (web.region.example [192.0.2.7])
	by mail.region.example with ESMTPS id 4XyZ; Mon, 4 May 2026 10:00:01 +0200
From: Bretten engagiert sich <mitmachen@region.example>
To: {to}
Subject: Ihr Platz
Message-ID:
 <{mail_id}@region.example>
Auto-Submitted: auto-generated
"""


def _head(server: str, boundary: str, subject: str) -> str:
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@{server} (Mail Delivery System)
To: mitmachen@region.example
Subject: {subject}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="{boundary}"

"""


def _postfix(mail_id: str, to: str, status: str, action: str, diagnostic: str | None, original: str) -> str:
    said = (
        diagnostic
        if diagnostic is not None
        else f"smtp; 550 {status} <{to}>: Recipient address rejected:\n    User unknown"
    )
    return f"""\
{_head("mail.region.example", "4XyZ.1/mail", "Undelivered Mail Returned to Sender")}This is a MIME-encapsulated message.

--4XyZ.1/mail
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4XyZ.1/mail
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.region.example
X-Postfix-Queue-ID: 4XyZ
X-Postfix-Sender: rfc822; mitmachen@region.example
Arrival-Date: Mon,  4 May 2026 10:00:01 +0200 (CEST)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{original or to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.leute.example
Diagnostic-Code: {said}

--4XyZ.1/mail
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{_original(mail_id, to)}
--4XyZ.1/mail--
"""


def _exchange(mail_id: str, to: str, status: str, action: str, diagnostic: str | None, original: str) -> str:
    said = diagnostic if diagnostic is not None else f"smtp;550 {status} RESOLVER.ADR.RecipientNotFound; not found"
    return f"""\
{_head("firma.example", "_000_b1_", "Unzustellbar: Ihr Platz")}--_000_b1_
Content-Type: multipart/alternative; boundary="_001_b2_"

--_001_b2_
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

PHA+SWhyZSBOYWNocmljaHQga29ubnRlIG5pY2h0IHp1Z2VzdGVsbHQgd2VyZGVuLjwvcD4=

--_001_b2_--

--_000_b1_
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.firma.example
Received-From-MTA: dns;mail.region.example
Arrival-Date: Mon, 4 May 2026 08:00:02 +0000

{f"Original-Recipient: rfc822;{original}" if original else "X-Nothing: here"}
Final-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: {said}
X-Display-Name: {to}

--_000_b1_
Content-Type: message/rfc822

{_original(mail_id, to)}Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain

Schoen.
--inner--

--_000_b1_--
"""


def _exim(mail_id: str, to: str, status: str, action: str, diagnostic: str | None, original: str) -> str:
    del status, original  # it always says 5.0.0 and leaves the rest to the words
    said = diagnostic if diagnostic is not None else "smtp; 550 Unknown user"
    return f"""\
{_head("mx.verein.example", "1kx-eximdsn-1", "Mail delivery failed: returning message to sender")}--1kx-eximdsn-1
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

--1kx-eximdsn-1
Content-type: message/delivery-status

Reporting-MTA: dns; mx.verein.example

Action: {action}
Final-Recipient: rfc822;{to}
Status: 5.0.0
{f"Diagnostic-Code: {said}" if said else "X-None: here"}

--1kx-eximdsn-1
Content-type: message/rfc822

{_original(mail_id, to)}
--1kx-eximdsn-1--
"""


def _gmail(mail_id: str, to: str, status: str, action: str, diagnostic: str | None, original: str) -> str:
    del original
    said = (
        diagnostic
        if diagnostic is not None
        else (
            f"smtp; 550-{status} The email account that you tried to reach does not exist. Please try\n"
            f" 550-{status} double-checking the address for typos. 550 {status} https://support.example/?p=NoSuchUser"
        )
    )
    return f"""\
{_head("googlemail.example", "0000000000a1b2", "Delivery Status Notification (Failure)")}--0000000000a1b2
Content-Type: multipart/related; boundary="0000000000c3"

--0000000000c3
Content-Type: text/plain; charset="UTF-8"

** Die Adresse wurde nicht gefunden **

--0000000000c3--
--0000000000a1b2
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example
Received-From-MTA: dns; mitmachen@region.example
Arrival-Date: Mon, 04 May 2026 01:00:03 -0700 (PDT)
X-Original-Message-ID: <{mail_id}@region.example>

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.leute.example. (192.0.2.25, the server for the domain leute.example.)
Diagnostic-Code: {said}
Last-Attempt-Date: Mon, 04 May 2026 01:00:04 -0700 (PDT)

--0000000000a1b2
Content-Type: message/rfc822

{_original(mail_id, to)}
----- Message truncated -----

--0000000000a1b2--
"""


def _international(mail_id: str, to: str, status: str, action: str, diagnostic: str | None, original: str) -> str:
    """After RFC 6533, which names parts and recipients otherwise."""
    said = diagnostic if diagnostic is not None else f"smtp; 550 {status} kein solches Postfach"
    return f"""\
{_head("mx.leute.example", "intl", "Undelivered Mail Returned to Sender")}--intl
Content-Type: text/plain; charset=utf-8

Leider nicht zugestellt.

--intl
Content-Type: message/global-delivery-status

Reporting-MTA: dns; mx.leute.example

Final-Recipient: utf-8; {to}
Original-Recipient: utf-8; {original or to}
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--intl
Content-Type: message/global-headers

{_original(mail_id, to)}
--intl--
"""
