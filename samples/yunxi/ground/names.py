"""Names for a city that does not exist, Chinese and English. Those that stand first go to the middle of the city."""

Name = tuple[str, str]


def pairs(text: str) -> list[Name]:
    """「滨河 Binhe,柳岸 Liu'an」 as Chinese and English."""
    return [(zh, en) for zh, _space, en in (entry.partition(" ") for entry in text.split(","))]


CITY = ("云溪市", "Yunxi City")
DISTRICTS = pairs("云麓区 Yunlu District,望溪区 Wangxi District,锦汀区 Jinting District")
STREETS = pairs(
    "滨河街道 Binhe Street,钟楼街道 Zhonglou Street,书院街道 Shuyuan Street,柳岸街道 Liu'an Street,"
    "梧桐街道 Wutong Street,东湾街道 Dongwan Street,茶亭街道 Chating Street,北渡街道 Beidu Street,"
    "双溪街道 Shuangxi Street,石桥镇 Shiqiao Town,青禾镇 Qinghe Town,白鹭镇 Bailu Town"
)
COMMUNITIES = pairs(
    "凤栖 Fengqi,沿江 Yanjiang,望江楼 Wangjianglou,船坞 Chuanwu,水街 Shuijie,鼓楼前 Gulouqian,文昌 Wenchang,"
    "十字街 Shizijie,南门 Nanmen,盐仓 Yancang,墨池 Mochi,学府 Xuefu,桂香 Guixiang,棠梨 Tangli,知行 Zhixing,"
    "柳浪 Liulang,杨花 Yanghua,映月 Yingyue,长堤 Changdi,荷风 Hefeng,梧桐里 Wutongli,金谷 Jingu,晨光 Chenguang,"
    "和园 Heyuan,机床厂 Jichuangchang,东湾里 Dongwanli,渔港 Yugang,海棠 Haitang,新港 Xingang,临波 Linbo,"
    "茶亭 Chating,松涛 Songtao,半山 Banshan,泉眼 Quanyan,竹园 Zhuyuan,北渡口 Beidukou,芦花 Luhua,沙洲 Shazhou,"
    "星火 Xinghuo,平湖里 Pinghuli,双溪口 Shuangxikou,上坝 Shangba,下坝 Xiaba,磨坊 Mofang,红枫 Hongfeng,"
    "石桥头 Shiqiaotou,石塘 Shitang,枣林 Zaolin,古井 Gujing,马鞍 Ma'an,青禾 Qinghe,稻香 Daoxiang,麦垄 Mailong,"
    "油坊 Youfang,葛家湾 Gejiawan,白鹭 Bailu,苇荡 Weidang,藕塘 Outang,堰上 Yanshang,桃源里 Taoyuanli"
)

ROADS = pairs(
    "沿江 Yanjiang,云溪 Yunxi,文昌 Wenchang,凤栖 Fengqi,钟鼓 Zhonggu,书院 Shuyuan,柳岸 Liu'an,观澜 Guanlan,"
    "迎宾 Yingbin,望湖 Wanghu,锦绣 Jinxiu,百草 Baicao,明德 Mingde,永安 Yong'an,长宁 Changning,青石 Qingshi,"
    "桂花 Guihua,银杏 Yinxing,梧桐 Wutong,香樟 Xiangzhang,丹枫 Danfeng,翠竹 Cuizhu,听松 Tingsong,采莲 Cailian,"
    "白鹭 Bailu,飞虹 Feihong,渡口 Dukou,码头 Matou,丰收 Fengshou,青禾 Qinghe,石桥 Shiqiao,古井 Gujing,"
    "朝晖 Zhaohui,晚晴 Wanqing,同心 Tongxin,和顺 Heshun,勤耕 Qingeng,织造 Zhizao,机床 Jichuang,东湾 Dongwan"
)
ROAD_KINDS = [("路", "Road"), ("大道", "Avenue"), ("街", "Street"), ("巷", "Lane")]
ESTATES = pairs("花园 Garden,家园 Homes,新村 New Village,小区 Estate,雅苑 Court,公寓 Apartments,里弄 Rows")
# What stands in a community once: what it is called, and what people call it besides.
PUBLIC_PLACES = [
    ("社区服务中心", "Community Service Centre", "便民服务点"),
    ("小学", "Primary School", "完小"),
    ("幼儿园", "Kindergarten", ""),
    ("农贸市场", "Market", "菜场;菜市场"),
    ("卫生服务站", "Health Station", "卫生院;医务室"),
    ("口袋公园", "Pocket Park", "小游园"),
    ("公交站", "Bus Stop", "车站"),
    ("垃圾分类站", "Recycling Station", "垃圾站"),
    ("公共厕所", "Public Toilet", "公厕"),
    ("文化广场", "Culture Square", "小广场"),
]
