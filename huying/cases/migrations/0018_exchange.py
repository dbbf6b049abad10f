import django.db.models.deletion
import huying.base.sealed.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_incoming'),
        ('units', '0003_key_purpose'),
    ]

    operations = [
        migrations.CreateModel(
            name='Connector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('takes', models.CharField(choices=[('calls', 'calls, which become cases'), ('history', 'cases with their past, as they ended'), ('steps', 'steps of cases: accepted, answered'), ('cases', 'cases of the unit, given out')], max_length=10)),
                ('transport', models.CharField(choices=[('folder', 'drop folder'), ('sftp', 'SFTP folder'), ('http', 'HTTP and JSON'), ('table', 'PostgreSQL table')], max_length=10)),
                ('address', models.JSONField(default=dict)),
                ('secret', huying.base.sealed.fields.SealedField()),
                ('mapping', models.TextField()),
                ('content', models.CharField(max_length=300)),
                ('basis', models.CharField(max_length=300)),
                ('every', models.PositiveSmallIntegerField(default=5)),
                ('on', models.BooleanField(default=False)),
                ('cursor', models.JSONField(default=dict)),
                ('ran_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=300)),
                ('troubled_since', models.DateTimeField(null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('connector', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parcels', to='cases.connector')),
            ],
        ),
        migrations.CreateModel(
            name='Exchanged',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.IntegerField()),
                ('external', models.CharField(max_length=120)),
                ('digest', models.CharField(max_length=64)),
                ('day', models.DateField()),
                ('state', models.CharField(choices=[('applied', 'applied'), ('refused', 'refused'), ('duplicate', 'duplicate')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('case', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cases.case')),
                ('connector', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='records', to='cases.connector')),
                ('parcel', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='records', to='cases.parcel')),
            ],
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('received', models.IntegerField()),
                ('applied', models.IntegerField()),
                ('refused', models.IntegerField()),
                ('duplicate', models.IntegerField()),
                ('records', models.IntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('theirs', models.JSONField(null=True)),
                ('at', models.DateTimeField()),
                ('connector', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reconciliations', to='cases.connector')),
            ],
            options={
                'ordering': ['-day'],
            },
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(fields=['connector', '-began_at'], name='parcel_by_age'),
        ),
        migrations.AddIndex(
            model_name='exchanged',
            index=models.Index(fields=['connector', 'day', 'state', 'id'], name='exchanged_by_day'),
        ),
        migrations.AddConstraint(
            model_name='exchanged',
            constraint=models.UniqueConstraint(fields=('parcel', 'place'), name='exchanged_once_per_place'),
        ),
        migrations.AddConstraint(
            model_name='exchanged',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'applied')), fields=('connector', 'external', 'digest'), name='exchanged_applied_once'),
        ),
        migrations.AddConstraint(
            model_name='reconciliation',
            constraint=models.UniqueConstraint(fields=('connector', 'day'), name='reconciled_once_per_day'),
        ),
    ]
