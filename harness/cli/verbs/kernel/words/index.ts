import type { Language } from '#results'
import type { RequirementFinding } from '#vm/kernel'
import { chinese } from './chinese.ts'
import { chineseOptionalRequirements } from './chinese-optional-requirements.ts'
import { chineseRequirements } from './chinese-requirements.ts'
import { english, type KernelWords } from './english.ts'

export type { KernelWords }

export const kernelWords: Readonly<Record<Language, KernelWords>> = { en: english, zh: chinese }

const inChinese = { ...chineseOptionalRequirements, ...chineseRequirements }

/** What a requirement is for, and what is seen without it; as its table says it where nobody translated that. */
export function requirementWords(
	{ id, why, without }: Pick<RequirementFinding['requirement'], 'id' | 'why' | 'without'>,
	language: Language,
): readonly [why: string, without: string] {
	const own = language === 'zh' && Object.hasOwn(inChinese, id) ? inChinese[id] : undefined
	return own ?? [why, without]
}
