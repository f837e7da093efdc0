import { expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults, waysOf } from '../../../testing/index.ts'
import { areas } from '../../digest/columns.ts'
import { chinese } from '../../words/catalogue/chinese.js'
import { terminalMatrix } from '../terminal.ts'

const cells = Array.from({ length: 45 }, (_, index) =>
	exampleCell(
		index.toString(16).padStart(12, '0'),
		`cell-${index}`,
		{ network: 'slirp4netns', portDriver: 'builtin', brNetfilter: 'absent', docker: 'upstream:27.5.1' },
		{ icc: false, ignoreBrNetfilterError: '1' },
	),
)
const answered = (by: string) => ({ kind: 'answered', by }) as const
const results = exampleResults(
	cells,
	cells.flatMap(({ id }) =>
		cellRun(
			id,
			[
				...areas.flatMap((area) => checked(id, `${area}.made-up`)),
				...checked(id, 'bridge.icc-blocked', {
					outcome: 'fail',
					ways: waysOf({ 'there.tcp': answered('second'), 'back.tcp': answered('first') }),
				}),
			],
			{ dockerd: '27.5.1', rootlesskit: '2.3.2', passt: undefined, slirp4netns: '1.2.1' },
		),
	),
)

it('a run of 45 cells at 80 columns says each security gap once, and has one table without what held everywhere', () => {
	const lines = terminalMatrix(results, { color: false, width: 80 }).split('\n')
	expect(lines.filter((line) => line.startsWith('  ▲ GAP cell'))).toEqual(['  ▲ GAP cells 1–45'])
	const matrix = lines.slice(lines.indexOf('Matrix'), lines.indexOf('Known issues'))
	expect(matrix.filter((line) => /^ 45 {2}/.test(line))).toHaveLength(1)
	expect(matrix.join('\n')).toMatch(/Nothing failed in any cell: daemon,[^]*kernel/)
	for (const line of matrix) expect(line.length).toBeLessThanOrEqual(80)
})

it('says so in Chinese', () => {
	const text = terminalMatrix(results, { color: false, width: 80, texts: chinese })
	expect(text).toContain('各配置均无失败：')
	expect(text).toContain('▲ 隔离失效 配置 1–45')
})

it('has a line of each Docker before all that is said of any, and says that what was not tried was not', () => {
	const [one, other, gone] = ['27.5.1', '28.5.2', '27.5.1'].map((docker, at) =>
		exampleCell(`${at}`.repeat(12), `cell-${at}`, { docker: `upstream:${docker}` }),
	)
	const events = [one, other].flatMap((cell) => cellRun(cell!.id, checked(cell!.id, 'egress.tcp')))
	const text = terminalMatrix(
		exampleResults(
			[one!, other!, gone!],
			[
				...events,
				{ type: 'cell.started', cell: gone!.id, attempt: 1 },
				{ type: 'cell.ended', cell: gone!.id, outcome: 'unavailable', reason: 'no such file' },
			],
		),
		{ color: false, width: 80 },
	)
	const lead = '( {6}.*\n)*'
	expect(text).toMatch(
		new RegExp(
			`  ✔ Docker 27.5.1 holds in what was asked\n${lead}  ✔ Docker 28.5.2 holds in what was asked\n${lead}\n  ✔ Docker 27.5.1 holds`,
		),
	)
	expect(text).toContain('      Not tried: Docker 27.5.1 (1 cell): no such file\n')
})
