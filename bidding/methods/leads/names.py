"""Names of persons behind a title: 项目经理：张三. Told by the surname; words that begin like one are none. Pure."""

import re
from collections.abc import Iterator
from typing import Final

SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔"
    "任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪"
    "庞邢俞翟蓝聂齐向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲靳祁路涂兰甘裴梅童翁霍游阮尤岳柯牟滕谷舒卜成饶宁凌盛"
    "查单冉鲍华包屈房喻解蒲卫简时连车项闵邬吉党阳费蒙席晏隋古强穆姬宫景米麦谈柏瞿艾沙鄢桂窦郁缪畅巩卓褚栾戚全娄甄郎池丛边岑"
    "农苟迟保商臧佘卞虞刁冷应匡栗仇练楚揭师官佟封燕桑巫敖原植邝仲荆储宗楼干苑寇盖南屠鞠荣井乐银奚明麻雍花闻冼木郜廉衣蔺和冀"
    "占门帅利满"
)
COMPOUND: Final = ("欧阳", "司马", "上官", "诸葛", "皇甫", "令狐", "东方", "尉迟", "公孙", "长孙", "慕容", "司徒")
LONGEST: Final = 3

_CUT = re.compile(
    r"(?:联系|电话|手机|身份|性别|职务|职称|签字|签名|签章|盖章|姓名|地址|年龄|传真|邮箱|委托|授权|代理|法定|单位|公司|先生|"
    r"女士|一级|二级|高级|中级|助理|工程|注册|证书|资格|岗位|本科|专科|大专|人员|男|女|施工员|安全员|质量员|质检员|材料员|"
    r"造价员|资料员|项目经理|项目负责|技术负责).*"
)
_WORD = re.compile(
    r"安全|安排|安装|施工|管理|任职|任务|任命|严格|严禁|全面|全部|全程|全体|方案|方面|方法|计划|明确|时间|时候|项目|应当|应该|应对|"
    r"应按|应根|应在|应具|应及|成立|成员|单独|单项|常驻|常务|水利|强制|强化|和技|和安|和施|高度|向业|向监|向发|石方|文明|文件|温度|马上|"
    r"关于|关键|封闭|路基|解决|保证|保障|保护|边坡|连续|车辆|商务|原则|原材|荣誉|利用|满足|盖章|华中|师傅|师资|官方|利益|包括|包含|"
    r"房建|房屋|简历|简要|齐全|申请|申报|万元|古建|成本|易燃|阳光|花园|木工|井下|乐观|南侧|干部|原始|农民|谈判|查验|查看|池塘|储备|封样"
)


def is_name(text: str) -> bool:
    """Whether it can be the name of a person."""
    if _WORD.match(text):
        return False
    if text.startswith(COMPOUND):
        return len(text) in (3, 4)
    return text[:1] in SURNAMES and 2 <= len(text) <= LONGEST


def names_in(text: str, titles: re.Pattern[str]) -> Iterator[str]:
    """Names behind a title; the pattern's one group is what follows it, and what is not the name is cut off."""
    for one in titles.finditer(text):
        name = _CUT.sub("", one[1])
        if is_name(name):
            yield name
