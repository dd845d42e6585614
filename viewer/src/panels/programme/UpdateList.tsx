import { Text } from "@mantine/core";
import { fieldsOf, type Programme, type RecordFeature } from "../../api/programme";
import { useSpeech } from "../../text/speech";
import { attributesOf } from "../wording";
import blocks from "./Subject.module.css";

interface UpdateListProps {
  updates: readonly RecordFeature[];
  programme: Programme;
}

/** What was reported, the newest first, with the files that stand behind it. */
export function UpdateList({ updates, programme }: UpdateListProps) {
  const { say } = useSpeech();
  if (updates.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {say("noUpdates")}
      </Text>
    );
  }
  return (
    <ol className={blocks.updates}>
      {updates.map((update) => (
        <Update key={update.id} update={update} programme={programme} />
      ))}
    </ol>
  );
}

function Update({ update, programme }: { update: RecordFeature; programme: Programme }) {
  const speech = useSpeech();
  const fields = fieldsOf(programme, "updates");
  // The first field says of what the update is, which is known here.
  const [, ...told] = attributesOf(fields, update.properties ?? {}, speech).own;
  const [day, ...rest] = told.filter((attribute) => attribute.value !== null);
  return (
    <li>
      <b>{day?.value}</b>
      {rest.map(({ field, value }) => (
        <span key={field.name} data-kind={field.kind} title={speech.read(field.label)}>
          {value}
        </span>
      ))}
      {update.evidence?.map((file) => (
        <a key={file.href} href={file.href} type={file.type} download>
          {file.name}
        </a>
      ))}
    </li>
  );
}
