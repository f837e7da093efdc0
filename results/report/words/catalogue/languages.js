// @ts-check
import { chinese } from './chinese.js'
import { english } from './english.js'

export const languages = { en: english, zh: chinese }

/** @typedef {keyof typeof languages} Language */

/** @param {string | undefined} wanted @param {readonly string[]} preferred the browser's languages, best first */
export function textsFor(wanted, preferred) {
	if (wanted === 'zh' || wanted === 'en') return languages[wanted]
	const spoken = preferred.find((one) => /^(?:zh|en)\b/i.test(one))
	return spoken?.toLowerCase().startsWith('zh') ? chinese : english
}
