import { expect, it } from 'vitest'
import type { Language } from '../report/index.ts'
import type { Results } from '../schema/index.ts'
import { waysOf } from '../testing/index.ts'
import { diffHtml } from './page.ts'
import { diffMarkdown, diffText } from './render.ts'
import { diffResults, renderDiff } from './index.ts'
import { old, type Outcome, pass, runWith, young } from './testing/index.ts'

const of =
	(...runs: readonly [Results, Results]) =>
	(language: Language) =>
		diffResults(...runs, language)

/** What a reader of Chinese sees of a page: neither its tags nor its style, nor what is quoted as it was recorded. */
const shownOf = (page: string) =>
	/<main [^>]*lang="zh"[^>]*>[^]*?<\/main>/
		.exec(page)![0]
		.replace(/<style>[^]*?<\/style>|<code>[^]*?<\/code>|<title>[^]*?<\/title>/g, '')
		.replace(/<[^>]*>/g, '\n')

it('is a page in Chinese as well, with nothing left in English but names', () => {
	const page = diffHtml(of(old, young), 'zh')
	expect(page).toContain('<html lang="zh">')
	expect(page).toContain('<h2>变差（1）</h2>')
	expect(shownOf(page)).toContain('Rootless Docker 网络兼容性')
	const english = shownOf(page)
		.replace(/Rootless Docker|RootlessKit|passt|pasta|quick|English|publish\.loopback-only/g, '')
		.match(/[A-Za-z]{3,}/g)
	expect(english ?? []).toEqual([])
	expect(diffHtml(of(old, young))).toContain('<html lang="en">')
	// What neither page says by itself: no change, and cells that only one of the runs has.
	const same = shownOf(diffHtml(of(old, old), 'zh'))
	expect(same).toContain('没有结论发生变化。')
	expect(same).not.toMatch(/No verdict|pairs? of cells/)
})

it('is said in Chinese on a terminal and in Markdown, and to programs as ever', async () => {
	const diff = diffResults(old, young, 'zh')
	const text = diffText(diff, 'zh')
	expect(text).toContain(
		'publish.loopback-only-v4：通过 → 已知（loopback 连接被重置），差异：passt 2023_03_09 → 0.0~git20250503.587980c-2（1 个配置）',
	)
	for (const one of [text, diffMarkdown(diff, 'zh')]) {
		expect(one).toContain('变差')
		// What a check said is evidence, and stays as it is.
		expect(one.replaceAll('connection reset by peer', '')).not.toMatch(/[A-Za-z]+ [a-z]+ [a-z]+/)
	}
	expect(await renderDiff('markdown', of(old, young), { presets: [], language: 'zh' })).toBe(
		diffMarkdown(diff, 'zh'),
	)
	expect(await renderDiff('markdown', of(old, young))).toContain('## Worse')
	const context = { presets: [], language: 'zh', reasons: [['connection reset by peer', '满月']] } as const
	for (const id of ['markdown', 'html', 'terminal'] as const)
		expect(await renderDiff(id, of(old, young), context)).toContain('满月')
})

it('says a message that is only the form in the reader’s language, and each version of Docker once', () => {
	const ways = waysOf({ 'host.tcp': { kind: 'answered', by: 'host-7012' } })
	const run = (dockerd: string, outcome: Outcome) =>
		runWith('pasta@2025_05_03', 'b', { 'dns.udp': outcome }, { dockerd, docker: dockerd })
	const before = run('27.5.0', pass)
	const after = run('27.5.1', { outcome: 'fail', message: 'host.tcp answered by host-7012', ways })
	const diff = diffResults(before, after, 'zh')
	for (const text of [
		shownOf(diffHtml(of(before, after), 'zh')),
		diffMarkdown(diff, 'zh'),
		diffText(diff, 'zh'),
	])
		expect(text).not.toContain('answered by')
	expect(diffHtml(of(before, after), 'zh')).toContain('Docker 27.5.0 → Docker 27.5.1')
	expect(diffText(diffResults(before, after))).toContain('host.tcp answered by host-7012')
})
