import { Alert, Button, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { keepToken, useToken } from "../../api/access";
import type { Layer } from "../../api/catalogue";
import { Refusal } from "../../api/fetching";
import { type FormSchema, schemaQuery } from "../../api/history";
import type { FeatureRef } from "../../api/items";
import { useSpeech } from "../../text/speech";
import { AccessPrompt } from "./AccessPrompt";
import { Conflict } from "./Conflict";
import styles from "./Feature.module.css";
import { FieldInput } from "./FieldInput";
import { type Edit as Editing, useEdit } from "./use_edit";

interface EditProps {
  layer: Layer;
  open: FeatureRef;
}

/** The form of the layer's own schema. Nothing typed is lost: not by a refusal, a lost server or a closed window. */
export function Edit({ layer, open }: EditProps) {
  const { say } = useSpeech();
  const token = useToken();
  const schema = useQuery(schemaQuery(layer.id));
  const edit = useEdit(open);
  const refused = edit.error instanceof Refusal && edit.error.status === 401;
  if (!token || refused) {
    return (
      <div className={styles.edit}>
        {edit.found && <Text size="xs">{say("draftWaits")}</Text>}
        <AccessPrompt refused={refused} />
      </div>
    );
  }
  if (schema.data && edit.version) {
    return <Form layer={layer} schema={schema.data} edit={edit} token={token} />;
  }
  const failed = schema.error ?? edit.error;
  if (!failed) return <Loader size="sm" m="md" />;
  const retry = () => {
    void schema.refetch();
    edit.retry();
  };
  return (
    <div className={styles.edit}>
      <Trouble error={failed} />
      <Button size="compact-xs" variant="default" onClick={retry}>
        {say("retryNow")}
      </Button>
    </div>
  );
}

interface FormProps {
  layer: Layer;
  schema: FormSchema;
  edit: Editing;
  token: string;
}

function Form({ layer, schema, edit, token }: FormProps) {
  const { say, number } = useSpeech();
  const { draft, version } = edit;
  const properties = version?.feature.properties ?? {};
  const fields = Object.entries(schema.properties).filter(
    ([, field]) => !field.readOnly && field["x-ogc-role"] === undefined,
  );
  const changed = Object.keys(draft.values).length;
  return (
    <form
      className={styles.edit}
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) edit.save(token);
      }}
    >
      {edit.found && changed > 0 && !edit.conflict && (
        <Alert color="yellow" variant="light" p="xs">
          {say("draftFound")}
        </Alert>
      )}
      {edit.conflict && <Conflict layer={layer} edit={edit} />}
      {fields.map(([name, field]) => (
        <FieldInput
          key={name}
          name={name}
          field={field}
          required={schema.required?.includes(name) ?? false}
          value={name in draft.values ? draft.values[name] : (properties[name] ?? null)}
          changed={name in draft.values}
          onChange={(value) => edit.change(name, value)}
        />
      ))}
      <div className={styles.foot}>
        {edit.error && <Trouble error={edit.error} />}
        <Text size="xs" role="status" c="dimmed">
          {edit.saved ? say("saved") : changed > 0 && say("unsaved", { count: number(changed) })}
        </Text>
        <Button
          type="submit"
          size="compact-sm"
          disabled={!changed || edit.conflict !== null}
          loading={edit.saving}
        >
          {say("save")}
        </Button>
        <Button size="compact-sm" variant="subtle" disabled={!changed} onClick={edit.discard}>
          {say("discard")}
        </Button>
      </div>
    </form>
  );
}

function Trouble({ error }: { error: Error }) {
  const { say, read } = useSpeech();
  const sentence = error instanceof Refusal ? error.sentence : null;
  return (
    <Alert color="red" variant="light" p="xs" role="alert">
      {sentence ? read(sentence) : say("saveFailed")}
      {error instanceof Refusal && error.status === 403 && (
        <Button size="compact-xs" variant="subtle" onClick={() => keepToken(null)}>
          {say("otherToken")}
        </Button>
      )}
    </Alert>
  );
}
