import type { Language } from '#results'
import { chinese } from './chinese.ts'
import { english, type ExplainWords } from './english.ts'

export type { ExplainWords }

export const explainWords: Readonly<Record<Language, ExplainWords>> = { en: english, zh: chinese }
