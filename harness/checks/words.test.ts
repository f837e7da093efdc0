import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findOldWords, oldWordsIn } from './words.ts'

it('nothing says again what has been given a plain word', async () => {
	const found = await findOldWords(join(import.meta.dirname, '../..'))
	expect(found.map(({ path, line, text, say }) => `${path}:${line}: say ${say}: ${text}`)).toEqual([])
})

it('an old word is found in its folder, with its line, and nowhere else', () => {
	const words = [{ old: /\baside\b/, say: 'quarantine', gone: ['images'] }]
	const text = 'one\nset aside\n'
	expect(oldWordsIn('images/cache.ts', text, words)).toEqual([
		{ path: 'images/cache.ts', line: 2, text: 'set aside', say: 'quarantine' },
	])
	expect(oldWordsIn('vm/start.ts', text, words)).toEqual([])
	expect(oldWordsIn('images-of-others/a.ts', text, words)).toEqual([])
})
