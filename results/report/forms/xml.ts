import { plainBlock, plainText } from '../words/text.ts'

const signs: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? '')

/** Untrusted text in an attribute: one line, and only characters that XML 1.0 knows. */
export const xmlAttribute = (text: string): string => escaped(plainText(text).replace(/[\ufffe\uffff]/g, ''))

/** Untrusted text between tags. */
export const xmlText = (text: string, limit = 4000): string =>
	escaped(plainBlock(text, limit).replace(/[\ufffe\uffff]/g, ''))
