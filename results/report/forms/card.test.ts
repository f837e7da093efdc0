import { describe, expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { everyVerdict } from '../testing/example-every-verdict.ts'
import { quickRun } from '../testing/example-quick.ts'
import { languages } from '../words/catalogue/languages.js'
import { cardSvg } from './card.ts'
import { onlyDocker } from '../only-docker.ts'

const quick = foldEvents(quickRun())

describe('the card', () => {
	it('says what the terminal says of each Docker, in either language', () => {
		expect(cardSvg(quick)).toContain('▲ Docker debian:28.5 works with gaps')
		expect(cardSvg(quick)).toContain('Security gap: icc=false is not enforced')
		expect(cardSvg(quick, [], languages.zh)).toContain('隔离失效：icc=false 未生效')
		expect(cardSvg(quick)).toContain('No answer, and a known security gap there')
	})

	it('names no number of a cell, which nobody who sees it alone can look up', () => {
		expect(cardSvg(quick)).not.toMatch(/\(cells? \d/)
		expect(cardSvg(quick, [], languages.zh)).not.toMatch(/（配置 \d/)
	})

	it('has nothing in it that a guest wrote as markup', () => {
		const card = cardSvg(everyVerdict())
		expect(card).not.toMatch(/<script|\p{Cc}(?<!\n)|\u202e/u)
		expect(
			card.match(/<\w+/g)?.every((tag) => ['<svg', '<title', '<rect', '<g', '<text'].includes(tag)),
		).toBe(true)
	})
})

describe('one Docker of a run', () => {
	it('is all that its card speaks of, named with or without its provider', () => {
		for (const name of ['debian:28.5', '28.5']) {
			const card = cardSvg(onlyDocker(quick, name))
			expect(card).toContain('debian:28.5')
			expect(card).not.toContain('debian:26.1')
		}
	})

	it('has to be in the run', () => {
		expect(() => onlyDocker(quick, '27.5.1')).toThrow('no cell of this run has Docker 27.5.1')
	})
})
