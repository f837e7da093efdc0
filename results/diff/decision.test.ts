import { expect, it } from 'vitest'
import { compareWords, languages } from '../report/index.ts'
import type { Results, Verdict } from '../schema/index.ts'
import { decide } from './decision.ts'
import { diffResults, renderDiff } from './index.ts'
import { openGap as open } from '../testing/index.ts'
import { runWith } from './testing/index.ts'

/** One cell of a Docker, with what became of each check; `open` is a security gap. */
function run(dockerd: string, verdicts: Record<string, Verdict | 'open'>): Results {
	const asked = Object.fromEntries(
		Object.keys(verdicts).map((check) => [check, { outcome: 'pass' } as const]),
	)
	const results = runWith('pasta@2025_05_03', 'a', asked, { dockerd, docker: dockerd })
	const cells = results.cells.map((cell) => ({
		...cell,
		checks: cell.checks.map((check) => {
			const verdict = verdicts[check.id]!
			return verdict === 'open'
				? { ...check, verdict: 'known' as const, knownIssue: open }
				: { ...check, verdict }
		}),
	}))
	return { ...results, cells }
}
const decided = (before: Results, after: Results, language: 'en' | 'zh' = 'en') =>
	decide(diffResults(before, after, language), compareWords[language], languages[language])

it('says first on what the later one is better and worse, and which security gaps it opens and closes', async () => {
	const before = run('27.5.0', {
		'dns.udp': 'pass',
		'egress.tcp': 'fail',
		'egress.udp': 'pass',
		'isolation.netns-loopback': 'open',
		'bridge.icc-blocked': 'pass',
	})
	const after = run('27.5.1', {
		'dns.udp': 'fail',
		'egress.tcp': 'pass',
		'egress.udp': 'pass',
		'isolation.netns-loopback': 'pass',
		'bridge.icc-blocked': 'open',
	})
	expect(decided(before, after)).toEqual({
		sentence:
			'Docker 27.5.0 → Docker 27.5.1: worse on dns.udp (1 cell), bridge.icc-blocked (1 cell); better on egress.tcp (1 cell), isolation.netns-loopback (1 cell); the same on 1 check',
		outcome: 'worse',
		gaps: [
			{ isNew: true, words: 'Security gap opened: Something is reachable · bridge.icc-blocked (1 cell)' },
			{
				isNew: false,
				words: 'Security gap closed: Something is reachable · isolation.netns-loopback (1 cell)',
			},
		],
	})
	expect(decided(before, after, 'zh').sentence).toMatch(/^Docker 27\.5\.0 → Docker 27\.5\.1：变差：/)
	const compare = (language: 'en' | 'zh') => diffResults(before, after, language)
	for (const form of ['terminal', 'markdown', 'html'] as const) {
		// Of a page the part that is read; the other language stands before it.
		const text = (await renderDiff(form, compare)).replace(/^[^]*(?=<main id="lang=en")/, '')
		const first = text.indexOf('worse on')
		expect(first, form).toBeGreaterThan(0)
		expect(first, form).toBeLessThan(text.indexOf(form === 'html' ? '<section>' : 'Worse'))
		expect(text, form).toContain('Security gap opened')
	}
})

it.each([
	['the same where nothing changed', { 'dns.udp': 'pass' }, { 'dns.udp': 'pass' }, 'same'],
	['better where nothing got worse', { 'dns.udp': 'fail' }, { 'dns.udp': 'pass' }, 'better'],
	['worse where something did', { 'dns.udp': 'pass' }, { 'dns.udp': 'flaky' }, 'worse'],
	[
		'nothing where what was known no longer is',
		{ 'dns.udp': 'fail', 'egress.tcp': 'pass' },
		{ 'dns.udp': 'pass', 'egress.tcp': 'error' },
		'unknown',
	],
] as const)('decides %s', (_, before, after, outcome) => {
	expect(decided(run('27.5.0', before), run('27.5.1', after)).outcome).toBe(outcome)
})

it('counts the security gaps that show where there was no answer', () => {
	const { sentence } = decided(
		run('27.5.0', { 'bridge.icc-blocked': 'error', 'dns.udp': 'pass' }),
		run('27.5.1', { 'bridge.icc-blocked': 'open', 'dns.udp': 'pass' }),
	)
	expect(sentence).toContain('1 security gap where there was no answer before; the same on 1 check')
})

it('calls no security gap closed that nobody could ask for again, or that fails in another way', () => {
	const words = (verdict: Verdict | 'open') =>
		decided(
			run('27.5.0', { 'bridge.icc-blocked': 'open' }),
			run('27.5.1', { 'bridge.icc-blocked': verdict }),
		).gaps.map((gap) => gap.words.replace(/:.*/, ''))
	expect(words('skipped')).toEqual(['Security gap of which there is no answer any more'])
	expect(words('error')).toEqual(['Security gap of which there is no answer any more'])
	expect(words('open')).toEqual(['Security gap in both'])
	expect(words('fail')).not.toContain('Security gap closed')
	expect(words('pass')).toEqual(['Security gap closed'])
})

it('is a page that has both languages, and says in its address which one is read', async () => {
	const [before, after] = [run('27.5.0', { 'dns.udp': 'pass' }), run('27.5.1', { 'dns.udp': 'fail' })]
	for (const [language, other] of [
		['en', 'zh'],
		['zh', 'en'],
	] as const) {
		const page = await renderDiff('html', (one) => diffResults(before, after, one), { presets: [], language })
		expect(page).toContain(`<html lang="${language}">`)
		expect(page).toContain(`<main id="lang=${language}" lang="${language}">`)
		expect(page).toContain(`<main id="lang=${other}" lang="${other}" class="other">`)
		expect(page).toContain(`href="#lang=${other}"`)
		expect(page).toContain("script-src 'none'")
	}
})
