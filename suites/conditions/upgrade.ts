import { condition } from '../check/condition.ts'

/** A cell whose Docker takes the place of an earlier one. */
export const upgrades = condition(
	'where an earlier Docker is upgraded (the axis `upgradeFrom`)',
	({ axes }) => axes.upgradeFrom !== undefined || 'nothing is upgraded: see the axis upgradeFrom',
	[['nothing is upgraded: see the axis upgradeFrom', '没有进行升级：见轴“升级来源”（upgradeFrom）']],
)
