import { expected, parsed, type Parsed } from '#images/providers'
import { noCmdline } from '#results'

/** A word of the kernel's command line: `ipv6.disable=1`, `quiet`. It stands in argv, in a file's name and in reports. */
const word = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,60}(=[A-Za-z0-9_.,:/@+-]{0,60})?$/
const maxLength = 200

/** What the harness says there itself, or what would keep a guest from being the one that is asked for. */
const reserved = [
	...[
		'console',
		'init',
		'rdinit',
		'initrd',
		'root',
		'rootfstype',
		'rootflags',
		'ro',
		'rw',
		'panic',
		'loglevel',
	],
	...['modules_load', 'net.ifnames', 'systemd.getty_auto', 'systemd.unit', 'single', 'emergency', 'rescue'],
]

/** Words that a cell adds to its kernel's command line, separated by a space; `none` adds none. */
export function parseCmdline(text: string): Parsed<readonly string[]> {
	if (text === noCmdline) return parsed([])
	const words = text.split(' ')
	const taken = words.map((one) => one.split('=')[0] ?? '').find((name) => reserved.includes(name))
	if (taken !== undefined)
		return expected(`words of the kernel's command line other than "${taken}", which the harness sets itself`)
	return words.every((one) => word.test(one)) && text.length <= maxLength
		? parsed(words)
		: expected(
				`words for the kernel's command line such as "ipv6.disable=1", one space between two, of letters, digits and . _ - = , : / @ +; or "${noCmdline}"`,
			)
}
