import { z } from 'zod'

/**
 * How something failed, as the one who asked saw it. A known issue names the form it excuses, so a form says what
 * happened and nothing that differs from run to run. What a guest wrote stands in `words`, `by`, `found` and `what`:
 * it is cut (`formText`) and untrusted.
 */
export const form = z.discriminatedUnion('kind', [
	z
		.strictObject({ kind: z.literal('answered'), by: z.string() })
		.describe('Somebody answered where nobody, or somebody else, should.'),
	z.strictObject({ kind: z.literal('refused') }),
	z.strictObject({ kind: z.literal('reset') }),
	z.strictObject({ kind: z.literal('closed') }).describe('Accepted, then closed without an answer.'),
	z.strictObject({ kind: z.literal('timeout') }).describe('Neither an answer nor an end.'),
	z.strictObject({ kind: z.literal('unreachable') }),
	z.strictObject({ kind: z.literal('unresolved') }).describe('A name without an address.'),
	z.strictObject({ kind: z.literal('lost') }).describe('Datagrams that did not arrive.'),
	z
		.strictObject({ kind: z.literal('wrong-answer'), found: z.string() })
		.describe('The right server, with something else than it was asked for.'),
	z
		.strictObject({ kind: z.literal('wrong-address'), found: z.string() })
		.describe(
			'`found` is a role such as `bridge-gateway`, `slirp-gateway`, `netns` or `peer`; the address itself where it has none.',
		),
	z.strictObject({ kind: z.literal('damaged') }).describe('Bytes arrived, and not those that were sent.'),
	z
		.strictObject({ kind: z.literal('daemon-refused'), words: z.string() })
		.describe('The daemon refused what it should take.'),
	z.strictObject({ kind: z.literal('daemon-accepted') }).describe('The daemon took what it should refuse.'),
	z
		.strictObject({ kind: z.literal('daemon-down'), words: z.string() })
		.describe('The daemon did not start, or it has ended.'),
	z
		.strictObject({ kind: z.literal('missing'), what: z.string() })
		.describe('A log line, an option, an address or a value that should be there.'),
	z
		.strictObject({ kind: z.literal('left-behind'), what: z.array(z.string()) })
		.describe('Processes, mounts, ports … that should be gone.'),
	z.strictObject({ kind: z.literal('wrong-value'), found: z.string() }),
])
export type Form = z.infer<typeof form>
export type FormKind = Form['kind']
export const formKinds: readonly FormKind[] = form.options.map(({ shape }) => shape.kind.value)

/** One way a check asked (`host.loopback`, `tcp.8081`, `daemon` …) and what came of it. A failure has a form. */
export const wayOutcome = z.discriminatedUnion('ok', [
	z.strictObject({ way: z.string(), ok: z.literal(true) }),
	z.strictObject({ way: z.string(), ok: z.literal(false), form }),
])
export type WayOutcome = z.infer<typeof wayOutcome>

/**
 * Guest text for a form: one line of at most `max` characters. Two container ids and what dockerd says around them take
 * 330, and what tells one refusal from another stands behind them.
 */
export function formText(text: string, max = 600): string {
	const line = text.replace(/\s+/g, ' ').trim()
	return line.length <= max ? line : `${line.slice(0, max - 1)}…`
}

/** A form in a few words, for messages and reports. */
export function describeForm(form: Form): string {
	switch (form.kind) {
		case 'answered':
			return `answered by ${form.by}`
		case 'wrong-answer':
			return `wrong answer: ${form.found}`
		case 'wrong-address':
			return `wrong address: ${form.found}`
		case 'wrong-value':
			return `wrong value: ${form.found}`
		case 'daemon-refused':
			return `the daemon refused: ${form.words}`
		case 'daemon-accepted':
			return 'the daemon accepted it'
		case 'daemon-down':
			return `the daemon is down: ${form.words}`
		case 'missing':
			return `missing: ${form.what}`
		case 'left-behind':
			return `left behind: ${form.what.join(', ')}`
		default:
			return form.kind
	}
}
