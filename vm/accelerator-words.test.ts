import { expect, it } from 'vitest'
import { reasonInWords } from './accelerator-words.ts'

const dump = 'Code=05 83 fa 0f 77 b5 4d 01 fd <c4> 42 69 f7'

it.each([
	[
		`/dev/kvm opens, but under KVM QEMU ended with exit code 0 (last: "${dump}"); emulated, a guest booted in 4.0 s`,
		'/dev/kvm opens, but a guest under it ended at once, with exit code 0; emulated, a guest booted in 4.0 s',
	],
	[
		'/dev/kvm opens, but under KVM QEMU ended with exit code 0 (last: "KVM internal error. Suberror: 1"); emulated, a guest booted in 4.0 s',
		'/dev/kvm opens, but a guest under it ended at once, with exit code 0 (KVM internal error); emulated, a guest booted in 4.0 s',
	],
	[
		'/dev/kvm opens, but under KVM no guest came up within 10 s (the console stayed silent); emulated, a guest booted in 4.0 s',
		'/dev/kvm opens, but no guest came up under it within 10 s (the console stayed silent); emulated, a guest booted in 4.0 s',
	],
	[
		'there is no /dev/kvm; emulated, a guest booted in 4.0 s',
		'there is no /dev/kvm; emulated, a guest booted in 4.0 s',
	],
])('%#: says in words why guests are emulated', (reason, words) => {
	expect(reasonInWords(reason)).toBe(words)
})

it('says of KVM that a guest booted', () => {
	const reason = 'a guest booted under KVM in 0.3 s'
	expect(reasonInWords(reason)).toBe(reason)
})
