import { expect, it } from 'vitest'
import { expectAll } from './explain.ts'
import { renderExplanation } from './render.ts'
import { askedCell as cell } from './testing/index.ts'

/** Between them these say all that `explain` can say. */
const cells = {
	gaps: cell(
		{ rootlesskit: 'upstream:2.0.2', brNetfilter: 'absent' },
		{ icc: false, ignoreBrNetfilterError: '1' },
	),
	refuses: cell({ brNetfilter: 'unloaded', kernel: 'debian:6.12' }, { icc: false }),
	down: cell({ docker: 'upstream:29.0.0', network: 'pasta@2026_05_15', cmdline: 'ipv6.disable=1' }),
	read: cell({ docker: 'upstream:29.4.0', network: 'slirp4netns', portDriver: 'builtin' }, { ipv6: true }),
	depends: cell({ docker: 'local:../mine', network: 'slirp4netns', portDriver: 'builtin' }),
	beyond: cell({ docker: 'upstream:30.0.0', network: 'pasta@2027_01_01', guest: 'ubuntu:24.04' }),
}

/** Three words of plain English after one another; commands, names and addresses are none. */
const english = /(?<![\w/.=:-])[A-Za-z][a-z']+(?: [a-z']+){2,}/
/** What a daemon said stands in quotes or between slashes, or below a line that says so; commands stand in backticks. */
const withoutQuotes = (text: string): string =>
	text.replace(/原文：\n.*/g, '').replace(/“[^”]*”|`[^`]*`|：\/[^/\n]*\/(?!\/)/g, '')

it.each(Object.entries(cells))('says in Chinese of "%s" no English sentence but what it quotes', (_, at) => {
	const text = renderExplanation(expectAll(at), { width: 3000, language: 'zh' })
	expect(text.split('\n').length).toBeGreaterThan(40)
	expect(
		withoutQuotes(text)
			.split('\n')
			.filter((line) => english.test(line)),
	).toEqual([])
})

it('breaks Chinese lines within the width, two columns a letter', () => {
	const lines = renderExplanation(expectAll(cells.gaps), { width: 80, language: 'zh' }).split('\n')
	const columns = (line: string) => [...line].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0)
	for (const line of lines.filter((one) => columns(one) > 80)) expect(line).toMatch(/https:\/\//)
})

it.each(Object.entries(cells))('says the same of "%s" as ever', async (name, at) => {
	const text = renderExplanation(expectAll(at), {
		width: 100,
		assumed: name === 'gaps' ? ['br_netfilter loaded', 'the port driver builtin'] : [],
	})
	await expect(text).toMatchFileSnapshot(`golden/${name}.txt`)
})
