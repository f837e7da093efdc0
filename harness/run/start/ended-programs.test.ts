import { expect, it } from 'vitest'
import { programsEndedIn } from './ended-programs.ts'

// The first as it was seen with passt 0.0~git20230309 and Docker 28.5.2; the others as the kernel's sources print them.
const seccomp =
	'Nov 27 23:22:11 guest kernel: audit: type=1326 audit(1795821731.528:2): auid=1000 uid=1000 gid=1000 ses=1 subj=unconfined pid=6144 comm="pasta" exe="/opt/stacks/passt-0.0~git20230309.7c7625d-1/bin/passt" sig=31 arch=c000003e syscall=318 compat=0 ip=0x7f4cf6a9aed5 code=0x80000000'

it('says which program of the stack its seccomp filter ended, and at which call', () => {
	expect(programsEndedIn(`a\n${seccomp}\n${seccomp}\nb`)).toEqual([
		'The guest’s kernel ended pasta at system call 318 of x86-64, which its own seccomp filter does not allow.',
	])
})

it.each([
	['kernel: dockerd[812]: segfault at 0 ip 00000000 sp 00007ffd error 4', 'dockerd for a segmentation fault'],
	[
		'kernel: traps: slirp4netns[77] general protection fault ip:55 sp:7f error:0',
		'slirp4netns for a trap: general protection fault',
	],
	[
		'kernel: Out of memory: Killed process 900 (rootlesskit) total-vm:1kB, anon-rss:1kB',
		'rootlesskit for want of memory',
	],
	[
		'kernel: Memory cgroup out of memory: Killed process 9 (containerd-shim) total-vm:1kB',
		'containerd-shim for want of memory',
	],
])('%s', (line, said) => {
	expect(programsEndedIn(`Nov 27 23:22:11 guest ${line}`)).toEqual([`The guest’s kernel ended ${said}.`])
})

it('says nothing of what a container ran, nor of a filter that only logs', () => {
	const other = seccomp.replaceAll('"pasta"', '"sh"')
	const logged = seccomp.replace('sig=31', 'sig=0')
	expect(programsEndedIn(`${other}\n${logged}\nkernel: socat[7]: segfault at 0 ip 0`)).toEqual([])
})
