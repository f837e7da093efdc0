import type { HostProbe } from './driver.ts'

/** What a dying emulator printed, quoted in a reason: it ends with the reason's own words or the next semicolon. */
const quoted = / \(last: "(.*?)"\)(?=;|$)/g
/** A quoted line that says what is wrong, and not which registers held what. */
const telling = /KVM internal error|\berror: [^;]{1,80}$/

/**
 * Why guests run under an accelerator, in words for a person. What an emulator printed as it ended, which a probe's reason
 * quotes (and the cache keeps), is no such word, but for a line that names the error.
 */
export function reasonInWords(reason: HostProbe['reason']): string {
	return reason
		.replace(quoted, (_, line: string) => {
			const error = telling.exec(line)?.[0]
			return error === undefined ? '' : ` (${error})`
		})
		.replace('but under KVM QEMU ended with', 'but a guest under it ended at once, with')
		.replace('but under KVM no guest came up', 'but no guest came up under it')
}
