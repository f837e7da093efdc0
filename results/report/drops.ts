/** Packets that the guest's kernel dropped at one place within a tenth of a second. */
export interface Drop {
	/** Milliseconds from the start of the cell's last attempt, by the guest's clock. */
	readonly after: number
	/** The kernel's own name, such as `NETFILTER_DROP`. */
	readonly reason: string
	/** The function that dropped it; undefined where this kernel does not say. */
	readonly where: string | undefined
	readonly count: number
}

/** The entries of a cell that are kept. */
const dropsEach = 200

/** As `trace-drops show` prints them in the guest. */
const lineOf = /^(\d{9,11}\.\d) ([A-Z][A-Z0-9_]{1,60}) ([A-Za-z_][A-Za-z0-9_.]{0,80}|-) (\d{1,9})$/

/** The drops from `startedAt` on; what is no line of them is passed over. */
export function dropsIn(text: string, startedAt: Date, ms: number): readonly Drop[] {
	const found = text.split('\n').flatMap((one) => {
		const [, time = '', reason = '', where = '', count = ''] = lineOf.exec(one) ?? []
		if (reason === '') return []
		const after = Math.round(Number(time) * 1000) - startedAt.getTime()
		const drop = { after, reason, where: where === '-' ? undefined : where, count: Number(count) }
		return after >= 0 && after <= ms ? [drop] : []
	})
	return found.slice(0, dropsEach)
}
