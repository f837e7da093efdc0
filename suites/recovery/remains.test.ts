import { GuestCommandError } from '#results/errors'
import { expect, it } from 'vitest'
import { mustGo, parseRemains, unseen } from './remains.ts'

const running = `process rootlesskit 389
process exe 398
process .slirp4netns 416
process dockerd 424
process containerd 441
listener tcp *:8080
namespace user 4026532358
namespace net 4026532360
cgroup docker.service
state /run/user/1000/dockerd-rootless
state /run/user/1000/docker.pid
socket /run/user/1000/docker/containerd/containerd-debug.sock
`

it('a stack that runs shows all that it always shows, under Docker 20.10 with a state directory in /tmp', () => {
	expect(unseen(parseRemains(running))).toEqual([])
	const old = running.replace('/run/user/1000/dockerd-rootless', '/tmp/rootlesskit123456')
	expect(unseen(parseRemains(old))).toEqual([])
})

it('names what a running stack should show and does not', () => {
	const without = parseRemains(running).filter(({ what }) => !what.startsWith('dockerd '))
	expect(unseen(without)).toEqual(['process ^dockerd'])
	expect(unseen([])).toHaveLength(7)
})

it('everything must go but the sockets that containerd takes over', () => {
	const left = parseRemains(running).filter((one) => !mustGo(one))
	expect(left).toEqual([{ kind: 'socket', what: '/run/user/1000/docker/containerd/containerd-debug.sock' }])
})

it('a line of another form is an error of ours', () => {
	expect(() => parseRemains('ps: not found')).toThrow(GuestCommandError)
	expect(() => parseRemains('process')).toThrow(GuestCommandError)
})
