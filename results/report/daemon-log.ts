/** What a cell's daemon, RootlessKit or network driver had to complain of. */
export interface LogLine {
	/** Milliseconds from the start of the cell's last attempt, by the guest's clock. */
	readonly after: number
	readonly level: 'warning' | 'error'
	/** Untrusted. */
	readonly text: string
}

/** The lines of a cell, and the letters of a line. */
const [linesEach, lettersEach] = [30, 300]

/** As journalctl prints `short-precise` in UTC; it leaves out the year. */
const lineOf = /^([A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d\.\d{3})\d* \S+ [^\s:]+: (.*)$/

/** The time nearest to another one that a text without a year can be. */
function timeNear(text: string, near: Date): number {
	const year = near.getUTCFullYear()
	const times = [year - 1, year, year + 1].map((one) => Date.parse(`${text.replace(' ', ` ${one} `)} UTC`))
	const distance = (time: number) => Math.abs(time - near.getTime())
	return times.reduce((best, time) => (distance(time) < distance(best) ? time : best))
}

/** A line of dockerd or containerd (logrus) by its level; of RootlessKit and the drivers by the words in it. What dockerd-rootless.sh traces (set -x) is none. */
function complaint(line: string): Pick<LogLine, 'level' | 'text'> | undefined {
	const [, level] = /\blevel=(\w+)/.exec(line) ?? []
	if (level === undefined) {
		if (line.startsWith('+ ') || !/\b(?:error|failed|fatal|panic|cannot|refused)\b/i.test(line))
			return undefined
		return { level: 'error', text: line }
	}
	if (!/^(?:warn|error|fatal|panic)/.test(level)) return undefined
	return { level: level.startsWith('warn') ? 'warning' : 'error', text: messageOf(line) }
}

/** The message of logrus as it was before it was quoted, with the fields behind it; the line where it has none. */
function messageOf(line: string): string {
	const [, quoted, rest] = /\bmsg=("(?:[^"\\]|\\.)*"|\S+)(.*)$/.exec(line) ?? []
	if (quoted === undefined) return line
	return `${quoted.replace(/^"(.*)"$/, '$1').replace(/\\(["\\])/g, '$1')}${rest}`
}

/** The complaints in a journal that came from `startedAt` on, at most `linesEach`: errors before warnings, then in order. */
export function complaintsIn(journal: string, startedAt: Date, ms: number): readonly LogLine[] {
	const found = journal.split('\n').flatMap((one) => {
		const [, time = '', line = ''] = lineOf.exec(one) ?? []
		const said = complaint(line)
		if (said === undefined) return []
		const after = timeNear(time, startedAt) - startedAt.getTime()
		// What came before is of the time when a snapshot was taken.
		return after >= 0 && after <= ms ? [{ after, ...said, text: said.text.slice(0, lettersEach) }] : []
	})
	const errors = found.filter(({ level }) => level === 'error')
	const warnings = found.filter(({ level }) => level === 'warning')
	return [...errors.slice(0, linesEach), ...warnings.slice(0, Math.max(0, linesEach - errors.length))].sort(
		(a, b) => a.after - b.after,
	)
}
