import { expect, it } from 'vitest'
import { explainWords } from './index.ts'

/** Names, and how many things each sentence takes. */
const shape = (value: unknown): unknown =>
	typeof value === 'function'
		? value.length
		: typeof value === 'object' && value !== null
			? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one)]))
			: typeof value

type Sentence = (...of: readonly unknown[]) => string

it('both languages say the same things', () => {
	expect(shape(explainWords.zh)).toEqual(shape(explainWords.en))
})

it('nothing is left in English but the names of programs', () => {
	const { parts: _, ...chinese } = explainWords.zh
	const left: string[] = []
	const look = (value: unknown, path: string): void => {
		if (typeof value === 'object' && value !== null)
			for (const [name, one] of Object.entries(value)) look(one, `${path}.${name}`)
		else {
			const text: unknown = typeof value === 'function' ? (value as Sentence)(['1'], '2') : value
			if (!/[\u3000-\u9fff\uff00-\uffef]/.test(String(text))) left.push(`${path}: ${String(text)}`)
		}
	}
	look(chinese, '')
	expect(left).toEqual([])
})
