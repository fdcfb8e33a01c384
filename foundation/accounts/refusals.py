"""What the accounts refuse; nothing here tells whether a login exists."""

from typing import ClassVar

from foundation.errors import Refusal


class WrongLogin(Refusal):
    """The login, the password, or the two together are not right; which, is not told."""

    status = 401
    rule = "D-ACCESS"
    en = "The login or the password is not right."
    zh = "用户名或密码不正确。"
    do_en = "Check both and try again; after {limit} attempts there is a pause of {minutes} minutes."
    do_zh = "请核对后重试；连续 {limit} 次失败后需等待 {minutes} 分钟。"


class TooManyAttempts(Refusal):
    """The window's attempts at this login are used up, whether anybody has it or not."""

    status = 429
    rule = "D-ACCESS"
    en = "There were too many attempts with this login."
    zh = "该用户名登录尝试次数过多。"
    do_en = "Try again in {minutes} minutes."
    do_zh = "请于 {minutes} 分钟后重试。"
    headers: ClassVar[dict[str, str]] = {"retry-after": "900"}


class PersonSuspended(Refusal):
    """The password was right, but the person may not sign in at present."""

    status = 403
    rule = "D-ACCESS"
    en = "This account is suspended."
    zh = "该账号已停用。"
    do_en = "Ask the platform's system administrator."
    do_zh = "请联系本平台的系统管理员。"


class LastRole(Refusal):
    """Somebody without a role could do nothing at all: that is what a suspension is for."""

    status = 409
    rule = "D-ACCESS"
    en = "It is the only role of this person."
    zh = "这是此人的唯一身份。"
    do_en = "Suspend the account instead, or give another role first."
    do_zh = "请改为停用账号，或先增加其他身份。"


class OwnAccount(Refusal):
    """An administrator cannot shut himself out."""

    status = 409
    rule = "D-THREE-ADMINISTRATORS"
    en = "This is your own account."
    zh = "这是您自己的账号。"
    do_en = "Another system administrator must do it."
    do_zh = "请由另一位系统管理员办理。"


class WeakPassword(Refusal):
    """The password is too short, too plain, or holds the login."""

    status = 400
    rule = "D-ACCESS"
    en = "The password is too easy to guess."
    zh = "密码过于简单。"
    do_en = "Use 10 to 256 characters that do not contain the login; a sentence is good."
    do_zh = "请使用 10 至 256 个字符且不含用户名的密码，建议使用一句话。"


class SetupRefused(Refusal):
    """The one-time link is unknown, used or older than a day, or there is an administrator already."""

    status = 403
    rule = "D-ACCESS"
    en = "The setup link does not hold any more."
    zh = "初始化链接已失效。"
    do_en = "If no administrator exists yet, restart the server: it prints a new link."
    do_zh = "如尚无管理员，请重新启动服务以生成新链接。"


class RolesExclude(Refusal):
    """One person may not hold these roles together (三员分立)."""

    status = 409
    rule = "D-THREE-ADMINISTRATORS"
    en = "One person cannot hold the roles {roles} together."
    zh = "同一人不得同时担任：{roles}。"
    do_en = "Give the roles to different persons: each administrator has one role and no business role."
    do_zh = "请由不同人员担任：管理员只担任一个管理角色，且不得兼任业务角色。"


class LoginTaken(Refusal):
    """Somebody has this login; told to the system administrator only."""

    status = 409
    rule = "D-UNIQUE"
    en = "The login {login} is taken."
    zh = "用户名 {login} 已被使用。"
    do_en = "Choose another login."
    do_zh = "请更换用户名。"


class OrganisationThere(Refusal):
    """An organisation with this credit code exists."""

    status = 409
    rule = "D-UNIQUE"
    en = "An organisation with the credit code {uscc} is registered already."
    zh = "统一社会信用代码 {uscc} 已登记。"
    do_en = "Use the registered organisation."
    do_zh = "请直接使用已登记的单位。"
