import { expect, it } from 'vitest'
import { shapeOf } from '#results/testing'
import { explainWords } from './index.ts'

type Sentence = (...of: readonly unknown[]) => string

it('both languages say the same things', () => {
	expect(shapeOf(explainWords.zh)).toEqual(shapeOf(explainWords.en))
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
