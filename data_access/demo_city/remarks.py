"""What people write: remarks on alerts and on failed items of the checklists."""

DISMISSALS = (
    "画面反光，复核未见违规",
    "人员背对镜头，实际已佩戴",
    "设备检修人员进入，已报备",
    "镜头水汽遮挡造成误判",
    "非营业时间，后厨无加工活动",
    "图像与实际不符，判为误报",
)

RECTIFICATIONS = {
    "ai.no_hat": ("已佩戴工作帽，当班人员重新培训", "现场补发工作帽并提醒"),
    "ai.no_mask": ("已佩戴口罩，班前会重申要求", "现场整改，口罩已配齐"),
    "ai.no_workwear": ("已更换工作服", "更衣后重新上岗"),
    "ai.no_gloves": ("分餐人员已戴手套", "已补充一次性手套"),
    "ai.smoking": ("已制止并对当事人批评教育", "加工区张贴禁烟标识，已约谈员工"),
    "ai.phone": ("已收起手机，集中存放", "班前会强调操作间不使用手机"),
    "ai.shirtless": ("已着装上岗", "已批评教育并着装"),
    "ai.intruder": ("无关人员已离开，后厨门已上锁", "已核实为送货人员并登记"),
    "ai.unattended_flame": ("已关火，安排专人值守", "已加装熄火保护并培训"),
    "ai.smoke_fire": ("已排除，为蒸汽排放，检查烟道完好", "已关阀检查，无明火"),
    "ai.rodent": ("已封堵孔洞并请消杀公司处理", "挡鼠板加高，粘鼠板已布放"),
    "ai.pest": ("已消杀，门帘纱网更换", "宠物已带离，后厨门关闭"),
    "ai.bin_uncovered": ("垃圾桶已加盖", "更换脚踏式带盖垃圾桶"),
    "ai.bin_overflow": ("垃圾已清运", "增加清运频次"),
    "ai.floor_dirty": ("地面已清洁干燥", "下水口疏通，地面已清扫"),
    "ai.clutter": ("物品已归位", "抹布分区存放，台面已清理"),
    "ai.raw_cooked_mixed": ("生熟已分开存放，色标管理", "已分柜存放并培训"),
    "ai.food_on_floor": ("食品已离地上架", "增设货架，食品离地存放"),
    "ai.uncovered_overnight": ("食品已加盖冷藏", "裸露食品已废弃处理"),
    "device.camera_offline": ("网络已恢复，画面正常", "电源故障已排除"),
    "device.camera_covered": ("遮挡物已移除", "镜头已清洁"),
    "device.camera_moved": ("镜头角度已调整", "支架已加固"),
    "device.camera_frozen": ("设备已重启，画面恢复", "已更换网线"),
    "licence.licence_expiring": ("延续申请已办结，新证已领取",),
    "licence.certificate_expiring": ("健康证已更新", "到期人员已离岗体检"),
}

FAILURES = (
    "当班发现，已记录",
    "自查发现不符合要求",
    "巡查时发现一处",
    "检查时发现，涉及一个岗位",
)
MEASURES = (
    "立即整改，当班复查",
    "责任到人，次日复查",
    "已更换并对员工再培训",
    "联系维修，修复前停用",
    "清理后拍照留存",
)
CLOSURES = (
    "设备检修停业",
    "店面装修停业",
    "经营者外出停业",
    "节假日歇业",
    "房屋管道维修停业",
)
NO_BANQUET = "当日无承办宴席"
NO_MEALS = "单位当日不供餐"
