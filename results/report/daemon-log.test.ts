import { describe, expect, it } from 'vitest'
import { complaintsIn } from './daemon-log.ts'

const minute = 60_000
const startedAt = new Date('2026-11-28T10:22:30.000Z')
/** As journalctl wrote it in a run of `quick`; the first line is of the snapshot's making, an hour before. */
const journal = `Nov 28 09:23:03.351923 guest dockerd-rootless.sh[530]: time="2026-11-28T09:23:03.342152716Z" level=error msg="long ago"
Nov 28 10:22:57.916627 guest dockerd-rootless.sh[494]: + echo failed to start daemon
Nov 28 10:22:58.035593 guest dockerd-rootless.sh[494]: time="2026-11-28T10:22:58Z" level=warning msg="[rootlesskit:parent] \\"pasta\\" network driver is experimental."
Nov 28 10:23:03.351923 guest dockerd-rootless.sh[530]: time="2026-11-28T10:23:03.342152716Z" level=info msg="nothing failed"
Nov 28 10:23:06.351959 guest dockerd-rootless.sh[555]: time="2026-11-28T10:23:06.351264067Z" level=fatal msg="no bridge" error="x: \\"y\\""
Nov 28 10:23:19.667679 guest dockerd-rootless.sh[717]: [rootlesskit:child ] error: command exited: signal: terminated
Nov 28 10:23:19.767679 guest systemd[449]: docker.service: Failed with result 'exit-code'.
not a line of a journal
`

describe('complaintsIn', () => {
	it('has warnings and errors of the attempt, at their times', () => {
		expect(complaintsIn(journal, startedAt, minute)).toEqual([
			{
				after: 28_035,
				level: 'warning',
				text: '[rootlesskit:parent] "pasta" network driver is experimental.',
			},
			{ after: 36_351, level: 'error', text: 'no bridge error="x: \\"y\\""' },
			{
				after: 49_667,
				level: 'error',
				text: '[rootlesskit:child ] error: command exited: signal: terminated',
			},
			{ after: 49_767, level: 'error', text: "docker.service: Failed with result 'exit-code'." },
		])
	})

	it('knows the year, which the journal leaves out', () => {
		const line = 'Jan  1 00:00:10.500000 guest dockerd-rootless.sh[1]: level=error msg=new'
		expect(complaintsIn(line, new Date('2026-12-31T23:59:50.000Z'), minute)).toMatchObject([
			{ after: 20_500 },
		])
	})

	it('keeps the errors where there is no room for all', () => {
		const lines = (level: string, count: number) =>
			Array.from(
				{ length: count },
				(_, at) => `Nov 28 10:22:4${at % 10}.000000 guest x[1]: level=${level} msg=${'m'.repeat(1000)}\n`,
			).join('')
		const found = complaintsIn(lines('warning', 100) + lines('error', 20), startedAt, minute)
		expect(found).toHaveLength(30)
		expect(found.filter(({ level }) => level === 'error')).toHaveLength(20)
		for (const { text } of found) expect(text.length).toBeLessThanOrEqual(300)
	})
})
