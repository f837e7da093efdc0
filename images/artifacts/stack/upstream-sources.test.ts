import { expect, test } from 'vitest'
import { sourcesOf, upstreamSources } from './upstream-sources.ts'

test('directories come first, then mirrors, then the public address', () => {
	const sources = sourcesOf(
		'docker-27.5.1.tgz',
		'aarch64',
		upstreamSources(['https://m.test/docker?token=1'], {
			ROOTLESS_MATRIX_DOCKER_MIRROR: '/srv/docker http://127.0.0.1:8080/',
		}),
	)
	expect(sources.map((source) => ('url' in source ? source.url : source.path))).toEqual([
		'/srv/docker/aarch64/docker-27.5.1.tgz',
		'/srv/docker/docker-27.5.1.tgz',
		'https://m.test/docker/aarch64/docker-27.5.1.tgz?token=1',
		'http://127.0.0.1:8080/aarch64/docker-27.5.1.tgz',
		'https://download.docker.com/linux/static/stable/aarch64/docker-27.5.1.tgz',
	])
})
