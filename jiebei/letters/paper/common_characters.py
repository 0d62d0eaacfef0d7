"""The characters that our own letters are written in: those whose outlines are cut and compressed once for a process.

They are counted in the letters of the examples, so nothing here is of anybody's case. `SHARED`: in nearly every kind of
letter that is sent. `APPLICATION`: besides those, in each application for a plan, the letter written most.
`APPLICATION_BOLD`: in its title and headings.

A letter works with any characters whatever: those that are not here are cut when it is drawn, and where it lacks some of
a group, neither that group nor the next is used. tests/letters/paper/test_prepared.py says when they should be counted anew.
"""

from typing import Final

SHARED: Final = (
    " ,./0123456789¥、。《》一上下不个也书了交享人他付代以件任何例供依借公共其写出函分列利"
    "到前原及受可号司合同名后告呗和因在复天委安官定小年并庆弃式息意我或托抗按据排提收放敬方日明是月有期未"
    "本机条构款此每没法消涉渠理用由申的知确示礼第等答签系约编罚联能自致蚁蚂融表要计认证说请贵费起辩过还这"
    "违通道重金附限需面页项额（），：；"
)
APPLICATION: Final = (
    "%万与中为事于仟会估余佰信偿元先免入具典再冲况准减划剩力办化十华协单变只向含响商国壹多大如子字实宣家"
    "对尚属履差布序应庭开录影征必情愿成户所抄折报抵拾接支数整文料新时最末材果核次民活清率现生电留百直稳章"
    "笔算细结统行见角议调账贰达述送透逐间露顺"
)
APPLICATION_BOLD: Final = (
    "01236、一三个之事二五人依借六况前力协原和商四因困复年情截据日明月款求申的答能至说请还难项（）"
)
