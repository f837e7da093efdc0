import { HostError } from '#results/errors'
import { howEnded, type ProgramEnd } from '../host/index.ts'

interface LogLine {
	readonly level: string
	readonly text: string
}

/** Reads what limactl logs, a JSON object a line; what is none counts as an error. */
function logLines(output: string): LogLine[] {
	return output
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean)
		.map((line) => {
			try {
				const { level, msg, error } = JSON.parse(line) as Record<string, unknown>
				if (typeof msg !== 'string') return { level: 'info', text: '' }
				const text = typeof error === 'string' ? `${msg}: ${error}` : msg
				return { level: typeof level === 'string' ? level : 'error', text }
			} catch {
				return { level: 'error', text: line }
			}
		})
}

/** What limactl, or QEMU through it, says last of what went wrong; undefined when it complains of nothing. */
function complaint(output: string): string | undefined {
	const lines = logLines(output)
	const about = (...levels: string[]) => lines.findLast(({ level }) => levels.includes(level))?.text
	const qemu = lines.findLast(({ text }) => /qemu\[(stderr|stdout)\]|Could not access KVM/i.test(text))?.text
	return (qemu ?? about('fatal', 'error') ?? about('warning'))?.slice(0, 400)
}

/** Complaints that have an answer of their own. */
const known: readonly {
	readonly form: RegExp
	readonly say: (found: RegExpExecArray) => string
	readonly hint: string
}[] = [
	{
		form: /must not run as the root user/,
		say: () => 'limactl refuses to run as root',
		hint: 'Run the harness as an ordinary user, or install setpriv (util-linux), with which it starts limactl as nobody.',
	},
	{
		form: /disk "([\w-]+)".*in use by/,
		say: ([, name]) => `the disk ${name} is in use by another instance of Lima`,
		hint: 'Run `rootless-matrix doctor --fix`: it removes what is left of a harness that was killed.',
	},
	{
		form: /unknown field "([\w.]+)"/,
		say: ([, key]) => `this limactl does not know the key ${key} of the template`,
		hint: 'Install a limactl from 2.0.2 on, and before 3.',
	},
	{
		form: /Could not access KVM kernel module: (.*)/,
		say: ([, why]) => `QEMU may not use KVM: ${why}`,
		hint: 'Give limactl’s user the right to open /dev/kvm, or take it away: guests are then emulated.',
	},
]

/** What went wrong in words, and what to do where that is known. */
export function explainLima(output: string): {
	readonly why: string | undefined
	readonly hint: string | undefined
} {
	const said = logLines(output)
		.map(({ text }) => text)
		.join('\n')
	for (const { form, say, hint } of known) {
		const found = form.exec(said)
		if (found) return { why: say(found), hint }
	}
	return { why: complaint(output), hint: undefined }
}

/** What a call of limactl that failed comes to. */
export function limactlError(to: string, end: ProgramEnd): HostError {
	if (end.state === 'absent') return new HostError(`Could not ${to}: limactl is not there`)
	const { why, hint } = explainLima(end.output)
	const how =
		end.state === 'ended'
			? howEnded(end.code)
			: end.state === 'timeout'
				? `did not end within ${end.ms / 1000} s`
				: 'printed without end'
	return new HostError(`Could not ${to}: ${why ?? `limactl ${how}`}`, {
		output: end.output.slice(-16_384),
		hint,
	})
}
