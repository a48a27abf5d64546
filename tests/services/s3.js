// Runs s3rver with one bucket until standard input ends. Access key and secret are those of its documentation.
const fs = require('fs-extra');
const path = require('path');
const S3rver = require('s3rver');
const FilesystemStore = require('s3rver/lib/stores/filesystem');

const drafts = '.drafts';
const resources = ['object.md5', 'metadata.json', 'object'];
const { putObject, getObject, deleteObject } = FilesystemStore.prototype;
let made = 0;
let last = Promise.resolve();

// One after the other: what is done within is seen as a whole or not at all.
const alone = work => (last = last.catch(() => {}).then(work));

// A real service shows the object before or after a replacement; s3rver would truncate it and write it again under its readers.
FilesystemStore.prototype.putObject = async function (object) {
  const draft = Object.assign(Object.create(Object.getPrototypeOf(object)), object, { bucket: drafts, key: `${++made}` });
  const result = await putObject.call(this, draft);
  await alone(async () => {
    for (const resource of resources) {
      const place = this.getResourcePath(object.bucket, object.key, resource);
      await fs.mkdirp(path.dirname(place));
      await fs.rename(this.getResourcePath(drafts, draft.key, resource), place);
    }
  });
  return result;
};
FilesystemStore.prototype.getObject = function (...all) { return alone(() => getObject.apply(this, all)); };
FilesystemStore.prototype.deleteObject = function (...all) { return alone(() => deleteObject.apply(this, all)); };

const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: process.argv[2], configureBuckets: [{ name: 'mldash' }] });
server.run().then(({ port }) => console.log(`http://127.0.0.1:${port}`));
process.stdin.on('end', () => process.exit(0)).resume();
